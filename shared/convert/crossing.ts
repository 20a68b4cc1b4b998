/** The table of what can become what, and what is lost on the way in plain words. */
import type { Field, FieldType } from '../field.ts'
import * as step from './step.ts'

/** What is lost for every value of the type, or for these two fields; null where a value comes home unchanged. */
type Loses = string | null | ((from: Field, to: Field) => string | null)
type Row = readonly [
  from: readonly FieldType[],
  to: readonly FieldType[],
  loses: Loses,
  by: step.Step,
]
export type Crossing = { readonly loses: Loses; readonly by: step.Step }

const TEXT = ['text', 'longText', 'richText'] as const
const NUMBER = ['number', 'percent', 'currency', 'duration'] as const

const decimals: Loses = (from, to) => {
  if (to.precision !== undefined && (from.precision === undefined || from.precision > to.precision))
    return to.precision === 0
      ? 'only whole numbers are kept'
      : `only ${to.precision} digits after the decimal point are kept`
  const codes = [from.currency, to.currency]
  return codes[0] !== undefined && codes[1] !== undefined && codes[0] !== codes[1]
    ? `amounts are copied as they are, not changed from ${codes[0]} to ${codes[1]}`
    : null
}

const fewerStars: Loses = ({ max: from }, { max: to }) =>
  to !== undefined && (from ?? 10) > to ? `ratings above ${to} do not fit` : null

const INTERNATIONAL = 'phone numbers are written in international form, without extension'
const NO_WWW = 'a “www.” in front does not come back'
const ONLY_EMAIL = 'only a text that is an email address fits'
const ONLY_NUMBER = 'only a text that is a number fits'

/** The first row that names both types counts; where none does, the one cannot become the other. */
const ROWS: readonly Row[] = [
  [TEXT, TEXT, null, step.text],
  [['email', 'url', 'phone', 'date', 'instant', 'choice'], TEXT, null, step.text],

  [['email'], ['email'], null, step.same],
  [['url'], ['url'], null, step.same],
  [['domain'], ['domain'], null, step.same],
  [['phone'], ['phone'], INTERNATIONAL, step.phoneAgain],
  [['url'], ['domain'], 'only the domain is kept', step.domain],
  [['email'], ['domain'], 'only the domain is kept', step.emailDomain],
  [['domain'], TEXT, NO_WWW, step.text],
  [['domain'], ['url'], NO_WWW, step.domainUrl],
  [TEXT, ['email'], ONLY_EMAIL, step.email],
  [TEXT, ['url'], 'only a text that is a web address fits', step.url],
  [TEXT, ['domain'], 'only the domain is kept', step.domain],
  [TEXT, ['phone'], INTERNATIONAL, step.phone],

  [NUMBER, NUMBER, decimals, step.number],
  [['rating'], NUMBER, null, step.number],
  [['rating'], ['rating'], fewerStars, step.stars],
  [NUMBER, ['rating'], 'numbers are rounded to whole stars', step.stars],
  [['number', 'currency', 'rating'], TEXT, null, step.numberText],
  [['percent'], TEXT, null, step.percentText],
  [['duration'], TEXT, null, step.durationText],
  [TEXT, ['number', 'percent', 'currency'], ONLY_NUMBER, step.textNumber],
  [TEXT, ['duration'], 'only a text that is a duration fits', step.textDuration],
  [TEXT, ['rating'], ONLY_NUMBER, step.textStars],

  [['checkbox'], ['checkbox'], null, step.same],
  [['checkbox'], TEXT, null, step.tickText],
  [['checkbox'], ['number'], null, step.tickNumber],
  [['checkbox'], ['choice'], null, step.tickChoice],
  [[...TEXT, 'choice'], ['checkbox'], 'only words such as yes and no fit', step.textTick],
  [['number'], ['checkbox'], 'only 1 and 0 fit', step.numberTick],

  [['date'], ['date'], null, step.same],
  [['instant'], ['instant'], null, step.same],
  [['date'], ['instant'], null, step.instant],
  [['instant'], ['date'], 'the time of day is dropped', step.date],
  [TEXT, ['date'], 'only dates written like 2025-12-31 fit', step.date],
  [TEXT, ['instant'], 'only dates written like 2025-12-31T09:00:00Z fit', step.instant],

  [['choice'], ['choice'], null, step.choice],
  [TEXT, ['choice'], 'only names of options fit', step.choice],
  [['number', 'rating'], ['choice'], 'only numbers that are options fit', step.numberChoice],
  [['choice'], ['number'], 'only options that are numbers fit', step.textNumber],

  [['person'], ['person'], null, step.same],
  [['person'], ['email', ...TEXT], 'only the email address is kept', step.personEmail],
  [['email'], ['person'], null, step.emailPerson],
  [TEXT, ['person'], ONLY_EMAIL, step.emailPerson],
  [['name'], ['name'], null, step.same],
  [['name'], TEXT, 'first and last name become one text', step.nameText],
  [TEXT, ['name'], 'first and last name are guessed from the text', step.textName],
  [['place'], ['place'], null, step.same],
  [['place'], TEXT, 'the parts of the address become one text', step.placeText],
  [TEXT, ['place'], 'the whole text becomes the first line of the address', step.textPlace],

  [['barcode'], ['barcode'], null, step.same],
  [['barcode'], TEXT, 'the kind of barcode is dropped', step.barcodeText],
  [TEXT, ['barcode'], null, step.textBarcode],
  [['file'], ['file'], null, step.same],
  [['file'], ['url'], 'only a link to the file is kept, and it may expire', step.fileUrl],
  [['file'], TEXT, 'only the names of the files are kept', step.fileName],
  [
    ['url', ...TEXT],
    ['file'],
    'the file is fetched once from its address; later changes of it are not followed',
    step.fileAt,
  ],

  // The engine maps the ids of references; of the opaque nothing is known.
  [['reference'], ['reference'], null, step.same],
  [['opaque'], ['opaque'], null, step.same],
]

const CROSSINGS = new Map<string, Crossing>()
for (const [froms, tos, loses, by] of ROWS)
  for (const from of froms)
    for (const to of tos)
      if (!CROSSINGS.has(`${from}>${to}`)) CROSSINGS.set(`${from}>${to}`, { loses, by })

/** How one type becomes the other, or undefined where it cannot. */
export const crossing = (from: FieldType, to: FieldType): Crossing | undefined =>
  CROSSINGS.get(`${from}>${to}`)
