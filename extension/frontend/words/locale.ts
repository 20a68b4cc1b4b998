/** The languages the screens speak; each is a folder beside this file. */
export const LANGUAGES = ['en'] as const
export type Language = (typeof LANGUAGES)[number]

/** The person's locale, as their browser tells it: numbers and dates follow it whatever the language. */
export const locale: string = new Intl.DateTimeFormat().resolvedOptions().locale

/** Theirs, or English where nobody has translated it yet. */
export const language: Language = LANGUAGES.find((one) => one === locale.split('-')[0]) ?? 'en'
