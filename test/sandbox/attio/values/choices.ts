import * as z from 'zod'
import { Refusal, unknownValue } from '../refusal.ts'
import type { Attribute, Choice } from '../workspace.ts'
import { holdersOf } from '../workspace.ts'
import type { Property, Setting, ValueType } from './type.ts'
import { ACTIVE_FROM, EQUALITY, IGNORED, parse, textIn, unwrap } from './type.ts'

const TITLE = z.string().min(1)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An option or status as the API shows it, on its own and inside a value. */
export function readChoice({ workspace, attribute }: Setting, objectId: string, choice: Choice) {
  const place = { workspace_id: workspace.id, object_id: objectId, attribute_id: attribute.id }
  const { title, archived: is_archived } = choice
  return attribute.type === 'status'
    ? {
        id: { ...place, status_id: choice.id },
        title,
        is_archived,
        target_time_in_status: choice.targetTime,
        celebration_enabled: choice.celebration,
      }
    : { id: { ...place, option_id: choice.id }, title, is_archived }
}

export const findChoice = (attribute: Attribute, titleOrId: string): Choice | undefined =>
  attribute.choices.find((one) => one.title === titleOrId) ??
  attribute.choices.find((one) => one.id === titleOrId)

const ownerOf = ({ workspace, attribute }: Setting): string =>
  holdersOf(workspace).find((holder) => holder.attributes.some((one) => one.id === attribute.id))
    ?.id ?? ''

const chosen = (field: 'option' | 'status', noun: string): ValueType => {
  const byTitleOrId: Property = {
    operators: EQUALITY,
    operand: (given, { attribute }) =>
      typeof given === 'string'
        ? (attribute.choices.find(
            (one) => one.id === given || one.title.toLowerCase() === given.toLowerCase(),
          )?.id ?? '')
        : undefined,
    of: ({ data }) => data['choice'] ?? null,
  }
  return {
    coerce(given, setting) {
      const { attribute, ignoresBareOptionIds } = setting
      const name = parse(TITLE, unwrap(given, field, setting), setting)
      if (name instanceof Refusal) return name
      if (field === 'option' && given === name && ignoresBareOptionIds && UUID.test(name))
        return IGNORED
      const choice = findChoice(attribute, name)
      return choice && !choice.archived
        ? { choice: choice.id }
        : unknownValue(`Cannot find ${noun} with title "${name}"`)
    },
    key: (data) => textIn(data, 'choice'),
    read(data, setting) {
      const choice = setting.attribute.choices.find((one) => one.id === data['choice'])
      if (!choice) throw new Error(`a value of ${setting.attribute.slug} holds an unknown option`)
      return { [field]: readChoice(setting, ownerOf(setting), choice) }
    },
    properties: { [field]: byTitleOrId, active_from: ACTIVE_FROM },
    main: field,
    mayBeMany: field === 'option',
    mayBeUnique: false,
    creatable: true,
  }
}

export const select = chosen('option', 'select option')
export const status = chosen('status', 'Status')
