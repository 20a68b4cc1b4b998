/** Of what kind a value is after its steps: conversion goes on from there. */
import type { Slot } from '../convert.ts'
import type { Field, FieldType } from '../field.ts'
import { isMany, isParts, type Value } from '../value.ts'
import { hasTime } from './pattern.ts'
import type { Step } from './step.ts'

/** What the steps make of a field's kind; `any` where only the value itself can say. */
export type Outcome = { readonly type: FieldType | 'any'; readonly many: boolean }

const NUMBERS: readonly FieldType[] = ['number', 'percent', 'currency', 'duration', 'rating']

/** A part of a structured value behaves as a field of text, or of numbers on the map. */
const startOf = ({ field, part }: Slot): Outcome =>
  part === undefined
    ? { type: field.type, many: field.many }
    : { type: part === 'latitude' || part === 'longitude' ? 'number' : 'text', many: false }

export const outcomeOf = (slot: Slot, steps: readonly Step[]): Outcome =>
  steps.reduce(after, startOf(slot))

function after(now: Outcome, step: Step): Outcome {
  const { many } = now
  switch (step.do) {
    case 'map': {
      const kinds = new Set(step.pairs.map(({ to }) => typeof to))
      if (step.otherwise === 'keep' && now.type !== 'choice') kinds.add(kindOf(now.type))
      const [kind] = kinds
      if (kinds.size !== 1) return { type: 'any', many }
      return { type: kind === 'number' ? 'number' : kind === 'boolean' ? 'checkbox' : 'text', many }
    }
    case 'case':
    case 'trim':
      return NUMBERS.includes(now.type as FieldType) ? { type: 'text', many } : now
    case 'prefix':
    case 'unprefix':
    case 'suffix':
    case 'unsuffix':
    case 'date':
      return { type: 'text', many }
    case 'round':
    case 'scale':
      return NUMBERS.includes(now.type as FieldType) ? now : { type: 'number', many }
    case 'parseDate':
      return { type: hasTime(step.pattern) ? 'instant' : 'date', many }
    case 'phone':
      return { type: step.form === 'e164' ? 'phone' : 'text', many }
    case 'join':
      return { type: 'text', many: false }
    case 'split':
      return { type: 'text', many: true }
    case 'formula':
      return { type: 'any', many: false }
  }
}

const kindOf = (type: Outcome['type']): 'string' | 'number' | 'boolean' =>
  type === 'checkbox' ? 'boolean' : NUMBERS.includes(type as FieldType) ? 'number' : 'string'

/**
 * The slot a value comes from once its steps are taken, as far as conversion cares: a field of the kind it has become.
 * Without a value, one whose kind only the value could say is null.
 */
export function slotAfter(slot: Slot, steps: readonly Step[], value?: Value): Slot | null {
  if (steps.length === 0) return slot
  const { type, many } = outcomeOf(slot, steps)
  const { choices: _, targets: __, mirror: ___, precision, ...plain } = slot.field
  const keepsDigits = steps.every((step) => step.do !== 'scale' && step.do !== 'round')
  const field: Omit<Field, 'type' | 'many'> = {
    ...plain,
    ...(keepsDigits && precision !== undefined ? { precision } : {}),
  }
  if (type !== 'any') return { field: { ...field, type, many } }
  if (value === undefined) return null
  return { field: { ...field, type: typeOf(value, slot.field), many: isMany(value) } }
}

function typeOf(value: Value, field: Field): FieldType {
  const one = isMany(value) ? value[0] : value
  if (isParts(one)) return field.type
  return typeof one === 'number' ? 'number' : typeof one === 'boolean' ? 'checkbox' : 'text'
}
