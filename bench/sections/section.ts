/** A part of the figures. */
export interface Section {
  /** By which it is chosen on the command line. */
  name: string;
  /** Measures, and gives the text: Markdown, from its heading on. */
  write(log: (line: string) => void): Promise<string>;
}
