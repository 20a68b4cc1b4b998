/** Field options as a caller may send them when a field is made, type by type. */
import * as z from 'zod'

const HUES = ['blue', 'cyan', 'teal', 'green', 'yellow', 'orange', 'red', 'pink', 'purple', 'gray']
const bright = z.enum(HUES.map((hue) => `${hue}Bright`))
const shade = z.enum(
  HUES.flatMap((hue) => ['Light2', 'Light1', 'Bright', 'Dark1'].map((tone) => hue + tone)),
)
const icon = ['star', 'heart', 'thumbsUp', 'flag', 'dot'] as const

export const CHOICE_COLORS = HUES.map((hue) => `${hue}Light2`)

const DATE_FORMATS = {
  local: 'l',
  friendly: 'LL',
  us: 'M/D/YYYY',
  european: 'D/M/YYYY',
  iso: 'YYYY-MM-DD',
} as const
const TIME_FORMATS = { '12hour': 'h:mma', '24hour': 'HH:mm' } as const

/** A format by its name; the pattern may be left out, but must fit the name. */
const named = (formats: { readonly [name: string]: string }) =>
  z
    .strictObject({ name: z.enum(Object.keys(formats)), format: z.string().optional() })
    .refine(({ name, format }) => format === undefined || format === formats[name])
    .transform(({ name }) => ({ name, format: formats[name] ?? '' }))

const dateFormat = named(DATE_FORMATS)
const timeFormat = named(TIME_FORMATS)

const choices = z.strictObject({
  choices: z
    .array(z.strictObject({ name: z.string().min(1), color: shade.optional() }))
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length),
})
const nothing = z.strictObject({}).optional()
const precision = (most: number) => z.number().int().min(0).max(most)

const DURATIONS = ['h:mm', 'h:mm:ss', 'h:mm:ss.S', 'h:mm:ss.SS', 'h:mm:ss.SSS'] as const

/** Every type that can be made, with the options it wants. */
export const CREATABLE: { readonly [type: string]: z.ZodType } = {
  singleLineText: nothing,
  email: nothing,
  url: nothing,
  phoneNumber: nothing,
  multilineText: nothing,
  richText: nothing,
  barcode: nothing,
  singleCollaborator: nothing,
  multipleCollaborators: nothing,
  multipleAttachments: nothing,
  number: z.strictObject({ precision: precision(8) }),
  percent: z.strictObject({ precision: precision(8) }),
  currency: z.strictObject({ precision: precision(7), symbol: z.string() }),
  duration: z.strictObject({ durationFormat: z.enum(DURATIONS) }),
  rating: z.strictObject({
    icon: z.enum(icon),
    max: z.number().int().min(1).max(10),
    color: bright,
  }),
  checkbox: z.strictObject({ icon: z.enum(['check', 'xCheckbox', ...icon]), color: bright }),
  singleSelect: choices,
  multipleSelects: choices,
  date: z.strictObject({ dateFormat }),
  dateTime: z.strictObject({ dateFormat, timeFormat, timeZone: z.string() }),
  multipleRecordLinks: z.strictObject({
    linkedTableId: z.string(),
    viewIdForRecordSelection: z.string().optional(),
  }),
}

/** Types that may stand first in a table. */
export const PRIMARY: ReadonlySet<string> = new Set([
  'singleLineText',
  'email',
  'url',
  'phoneNumber',
  'multilineText',
  'number',
  'percent',
  'currency',
  'duration',
  'date',
  'dateTime',
  'barcode',
  'autoNumber',
  'formula',
  'singleSelect',
])

const ISO_DATE = { dateFormat: { name: 'iso', format: 'YYYY-MM-DD' } }
const ISO_TIME = {
  ...ISO_DATE,
  timeFormat: { name: '24hour', format: 'HH:mm' },
  timeZone: 'utc',
}

/** What a field shows for options when its world says nothing. */
export const USUAL_OPTIONS: { readonly [type: string]: object } = {
  number: { precision: 0 },
  percent: { precision: 0 },
  currency: { precision: 2, symbol: '$' },
  duration: { durationFormat: 'h:mm' },
  rating: { icon: 'star', max: 5, color: 'yellowBright' },
  checkbox: { icon: 'check', color: 'greenBright' },
  date: ISO_DATE,
  dateTime: ISO_TIME,
  createdTime: { result: { type: 'dateTime', options: ISO_TIME } },
  lastModifiedTime: { result: { type: 'dateTime', options: ISO_TIME } },
  multipleAttachments: { isReversed: false },
  aiText: { prompt: [], referencedFieldIds: [] },
}
