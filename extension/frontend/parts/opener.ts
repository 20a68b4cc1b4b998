/** What opened a dialog, so that the focus goes back there. */
const openers = new WeakMap<Element, Element | null>()

/** Remembers it of the dialog that is drawn as this element. */
export const openedBy = (dialog: Element | null, opener: Element | null): void => {
  if (dialog !== null) openers.set(dialog, opener)
}

/** Where the focus belongs once it is closed: a dialog that took another's place was opened by what opened that one. */
export function returnPoint(opener: Element | null): HTMLElement | null {
  if (!(opener instanceof HTMLElement) || opener === document.body) return null
  if (opener.isConnected) return opener
  const dialog = opener.closest('.dialog')
  return returnPoint(dialog ? (openers.get(dialog) ?? null) : null)
}
