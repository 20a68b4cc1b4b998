/** What held the focus went with what was decided: it goes on from the top of the screen. */
export const focusHeading = (): void =>
  document.querySelector<HTMLElement>('.screen-title h1')?.focus()
