import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * The number in E.164 (`+442079460958`), or null where the text is none. `country` (ISO 3166, two letters) is whose
 * numbers come without `+`; without it only international ones are read. An extension is not part of E.164 and is left out.
 */
export function readPhone(text: string, country?: string): string | null {
  const home = country?.toUpperCase()
  const found =
    home !== undefined && isSupportedCountry(home)
      ? parsePhoneNumberFromString(text, home)
      : parsePhoneNumberFromString(text)
  // Possible rather than valid: number plans grow faster than any library's tables.
  return found?.isPossible() ? found.number : null
}
