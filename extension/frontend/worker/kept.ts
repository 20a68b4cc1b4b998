/** What a tab keeps until it is closed. A browser may forbid storage altogether; then nothing is kept. */
export function kept(name: string): string | null {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}

export function keep(name: string, text: string): void {
  try {
    sessionStorage.setItem(name, text)
  } catch {
    return
  }
}
