import { AGENCY } from './agency.ts'
import type { KnownBase } from './base.ts'
import { CHARITY } from './charity.ts'
import { CONFERENCE } from './conference.ts'
import { DISTRIBUIDORA } from './distribuidora.ts'
import { FUNDRAISING } from './fundraising.ts'
import { MASCHINENBAU } from './maschinenbau.ts'
import { PRESS } from './press.ts'
import { PROPERTY } from './property.ts'
import { RECRUITING } from './recruiting.ts'
import { SOFTWARE } from './software.ts'

/** Looked at while the words and weights of the pairing were chosen. */
export const TUNED: readonly KnownBase[] = [AGENCY, FUNDRAISING, RECRUITING, PROPERTY, MASCHINENBAU]
/** Only measured. */
export const HELD_OUT: readonly KnownBase[] = [CHARITY, CONFERENCE, DISTRIBUIDORA, PRESS, SOFTWARE]
