/** What the SDK asks of a field's type: whether it takes a value, how one reads, and how one is read from a text. */
import type {
  AirtableInterface,
  FieldTypeProvider,
} from '@airtable/blocks/dist/types/src/types/airtable_interface'
import * as z from 'zod'
import { cellToText, isComputed } from './cells.ts'

const TEXTS = new Set([
  'singleLineText',
  'multilineText',
  'email',
  'url',
  'phoneNumber',
  'richText',
])
const NUMBERS = new Set(['number', 'currency', 'percent', 'rating', 'duration'])
const PRIMARY_NEVER = new Set(['checkbox', 'multipleAttachments', 'multipleRecordLinks'])

const Options = z.object({
  choices: z.array(z.object({ id: z.string(), name: z.string(), color: z.string().optional() })),
})
const choicesOf = (options: unknown) => Options.safeParse(options).data?.choices ?? []

export const fieldTypes: FieldTypeProvider = {
  isComputed: ({ type }) => isComputed(type),
  getConfig: (_app, { type, typeOptions }) => fieldConfig(type, typeOptions),
  validateCellValueForUpdate: (_app, value, _before, { type, typeOptions }) => {
    const reason = whyNot(value, type, typeOptions)
    return reason === null ? { isValid: true } : { isValid: false, reason }
  },
  validateConfigForUpdate: () => ({ isValid: true }),
  canBePrimary: (_app, { type }) => !PRIMARY_NEVER.has(type),
  convertStringToCellValue: (_app, text, { type, typeOptions }) =>
    fromText(text, type, typeOptions),
  convertCellValueToString: (_app, value) => cellToText(value),
  getCellRendererData: (_app, value) => ({
    cellValueHtml: asHtml(cellToText(value)),
    attributes: {},
  }),
  getUiConfig: () => ({
    iconName: 'text',
    desiredCellWidthForRecordCard: 150,
    minimumCellWidthForRecordCard: 100,
  }),
}

type Config = ReturnType<AirtableInterface['fieldTypeProvider']['getConfig']>
const fieldConfig = (
  type: string,
  options: { [key: string]: unknown } | null | undefined,
): Config => ({ type, ...(options ? { options } : {}) }) as unknown as Config

const Chosen = z.union([z.object({ id: z.string() }), z.object({ name: z.string() })])
const Links = z.array(z.object({ id: z.string() }))

/** Null where the field takes it. Airtable asks before anything is sent. */
function whyNot(value: unknown, type: string, options: unknown): string | null {
  if (value === null || value === undefined) return null
  const isChoice = (one: unknown): boolean => {
    const chosen = Chosen.safeParse(one).data
    return (
      chosen !== undefined &&
      choicesOf(options).some(({ id, name }) =>
        'id' in chosen ? id === chosen.id : name === chosen.name,
      )
    )
  }
  if (isComputed(type)) return 'This field is computed.'
  if (TEXTS.has(type)) return typeof value === 'string' ? null : 'A text is needed here.'
  if (NUMBERS.has(type))
    return typeof value === 'number' && Number.isFinite(value) ? null : 'A number is needed here.'
  if (type === 'checkbox')
    return typeof value === 'boolean' ? null : 'True or false is needed here.'
  if (type === 'singleSelect') return isChoice(value) ? null : 'There is no such choice.'
  if (type === 'multipleSelects')
    return Array.isArray(value) && value.every(isChoice) ? null : 'There is no such choice.'
  if (type === 'multipleRecordLinks')
    return Links.safeParse(value).success ? null : 'A list of records is needed here.'
  return null
}

function fromText(text: string, type: string, options: unknown): unknown {
  const choice = (name: string) =>
    choicesOf(options).find((one) => one.name === name.trim()) ?? null
  if (text === '') return null
  if (NUMBERS.has(type)) return Number.isNaN(Number(text)) ? null : Number(text)
  if (type === 'checkbox') return text === 'checked' || text === 'true' ? true : null
  if (type === 'singleSelect') return choice(text)
  if (type === 'multipleSelects') return text.split(',').flatMap((one) => choice(one) ?? [])
  if (type === 'date' || type === 'dateTime')
    return Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString()
  return TEXTS.has(type) ? text : null
}

function asHtml(text: string): string {
  const holder = document.createElement('div')
  holder.textContent = text
  return holder.innerHTML
}
