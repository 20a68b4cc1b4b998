import * as z from 'zod'
import { Field, isNamed, MOST_LETTERS, NewField, Table } from '../field.ts'
import { Slot } from '../mapping.ts'
import { Id } from './page.ts'

const Name = z.string().trim().min(1).max(MOST_LETTERS)
/** Airtable takes more in one table, and nobody reads through that many. */
const MOST_FIELDS = 200

export const TableOfferRequest = z
  .strictObject({
    connectionId: Id.describe('The connection the table is to be made at.'),
    fromConnectionId: Id.describe('The connection of the table it is made of.'),
    table: z.string().min(1).max(200).describe('The id of the table it is made of.'),
    pairs: z
      .array(
        z.strictObject({
          from: z.string().min(1).max(200).describe('A table over there, by its id.'),
          to: z.string().min(1).max(200).describe('The table here that stands for it.'),
        }),
      )
      .max(200)
      .default([])
      .describe('Which tables stand for each other, so that what links to them can be made.'),
  })
  .meta({
    id: 'TableOfferRequest',
    description: 'Which table of one connection is to be had at another.',
  })
export type TableOfferRequest = z.input<typeof TableOfferRequest>

export const TableOffer = z
  .object({
    name: z.string().describe('What the table would be called: a name that is free there.'),
    fields: z
      .array(
        z.object({
          from: Slot.nullable().describe('The field, or part of one, it stands for.'),
          name: z.string().describe('As that is called over there.'),
          make: NewField.nullable().describe('What would be made; null where nothing can be.'),
          others: z
            .array(z.object({ make: NewField, says: z.string().nullable() }))
            .describe('What it can be made as instead, each with what is to be known of that.'),
          isTaken: z.boolean().describe('Worth making unless somebody says no.'),
          isNeeded: z.boolean().describe('What records are called: no table is made without it.'),
          says: z
            .string()
            .nullable()
            .describe('Why it cannot be made, or what is to be known of it.'),
        }),
      )
      .describe('What records are called first, then as they stand over there.'),
    lacks: z
      .string()
      .nullable()
      .describe('What the connection lacks to make anything, in a sentence; null where it may.'),
  })
  .meta({
    id: 'TableOffer',
    description: 'The table and fields that would be made, and why the rest cannot be.',
  })
export type TableOffer = z.infer<typeof TableOffer>

export const TableRequest = z
  .strictObject({
    connectionId: Id,
    name: Name,
    fields: z
      .array(NewField)
      .min(1)
      .max(MOST_FIELDS)
      .describe('The first of them is what records are called by.'),
  })
  .refine(
    ({ fields }) =>
      fields.every((field, at) => !fields.slice(0, at).some((other) => isNamed(other, field.name))),
    { path: ['fields'], message: 'two of them have the same name' },
  )
  .meta({ id: 'TableRequest', description: 'A table that is to be made, with its fields.' })
export type TableRequest = z.infer<typeof TableRequest>

export const MadeTable = z
  .object({
    id: z.string().describe('The table’s lasting id.'),
    table: Table,
    left: z
      .array(z.object({ name: z.string(), says: z.string() }))
      .describe('Fields that it did not get, each with why.'),
  })
  .meta({ id: 'MadeTable', description: 'A table that was made, and what is missing of it.' })
export type MadeTable = z.infer<typeof MadeTable>

export const FieldRequest = z
  .strictObject({ connectionId: Id, field: NewField })
  .meta({ id: 'FieldRequest', description: 'A field that is to be made in a table.' })
export type FieldRequest = z.infer<typeof FieldRequest>

export const MadeField = Field.meta({ id: 'MadeField', description: 'A field that was made.' })
