const mostKnown = 1_000;
const known = new Map<string, (text: string) => boolean>();

/**
 * Compiles an IAM pattern, in which `*` matches any characters and `?` exactly one.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function wildcard(pattern: string, { ignoreCase = false } = {}): (text: string) => boolean {
  const name = `${ignoreCase ? 'i' : ''} ${pattern}`;
  const matches = known.get(name) ?? compile(pattern, ignoreCase);
  // Some patterns contain connection ids, so the cache has to be bounded.
  if (known.size >= mostKnown) known.clear();
  known.set(name, matches);
  return matches;
}

function compile(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) {
    const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
    return (text) => (ignoreCase ? text.toLowerCase() : text) === wanted;
  }
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
  return (text) => expression.test(text);
}
