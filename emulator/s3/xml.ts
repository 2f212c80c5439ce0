import { XMLBuilder, XMLParser } from 'fast-xml-parser';

const builder = new XMLBuilder({ ignoreAttributes: false });
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A document with one element. Values are escaped; a list repeats its element. */
export function xmlError(fields: Record<string, string>): string {
  return declaration + builder.build({ Error: fields });
}

/** An answer of S3. */
export function xmlResult(name: string, fields: Record<string, unknown>): string {
  return declaration + builder.build({ [name]: { '@_xmlns': namespace, ...fields } });
}

/** The content of the root element `name`; an element of `lists` is always an array. Null if it is not that XML. */
export function parseXml(text: string, name: string, lists: string[]): Record<string, unknown> | null {
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    isArray: (element) => lists.includes(element),
  });
  try {
    const root = (parser.parse(text, true) as Record<string, unknown>)[name];
    return typeof root === 'object' && root !== null ? (root as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
