/**
 * One spelling for the Markdown that vendors spell in their own ways: bullets are `- `, bold is `**`, italic `*`, line
 * ends are `\n`, nothing stands at the end of a line or of the text, and at most one line in a row is empty. What lies in
 * code (between backticks, or fences) stays as it is.
 */
export const canonicalMarkdown = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/)
    .map((piece, i) => (i % 2 === 1 ? piece : respelled(piece, i === 0)))
    .join('')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\n+$/, '')

/** What follows code goes on in the same line: only the first piece of all begins one. */
const respelled = (text: string, beginsLine: boolean): string =>
  text
    .replace(beginsLine ? /(^|\n)([ \t]*)[*+] /g : /(\n)([ \t]*)[*+] /g, '$1$2- ')
    .replace(/(^|[^\w\\_])__(?=\S)([^_\n]*[^_\s])__(?!\w)/gm, '$1**$2**')
    .replace(/(^|[^\w\\_])_(?=\S)([^_\n]*[^_\s])_(?![\w_])/gm, '$1*$2*')
