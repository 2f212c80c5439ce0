/** One section of the figures. */
export interface Section {
  /** The name for `--section`. */
  name: string;
  /** Measures, and returns the section as Markdown that begins with its heading. */
  write(log: (line: string) => void): Promise<string>;
}
