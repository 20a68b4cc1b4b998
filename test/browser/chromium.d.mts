export const NO_CHROMIUM: string
export function findChromium(env?: Readonly<Record<string, string | undefined>>): string | null
