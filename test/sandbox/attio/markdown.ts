/** What is left of a note's Markdown without its marks. */
export const plainOf = (markdown: string): string =>
  markdown
    .trimEnd()
    .replace(/^#{1,6} +/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|==)(.+?)\1/g, '$2')
    .replace(/(^|\W)([*_])(\S(?:.*?\S)?)\2(?=\W|$)/gm, '$1$3')
