import { fitChoice } from '../fit.ts'
import type { Grain } from '../grain.ts'

/** The records API speaks of options by name; unknown ones are refused without `typecast` (reference 2.10 and 3.1). */
export const choice: Grain<string> = {
  read: (wire) => (typeof wire === 'string' ? wire : undefined),
  fit: fitChoice,
  write: (element) => element,
}
