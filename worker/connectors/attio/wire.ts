/** The shapes of Attio's answers that we read; whatever else they hold is ignored. */
import * as z from 'zod'
import { AttioAttribute } from '../../../shared/codec/attio.ts'

/** A dead token is told by `active: false`, with status 200. */
export const SelfWire = z.object({
  active: z.boolean(),
  scope: z.string().default(''),
  workspace_id: z.string().default(''),
  workspace_name: z.string().default(''),
  authorized_by_workspace_member_id: z.string().nullish(),
})

const ObjectFacts = z.object({
  id: z.object({ object_id: z.string() }),
  api_slug: z.string(),
  singular_noun: z.string().nullish(),
  plural_noun: z.string().nullish(),
})
export const ObjectsWire = z.object({ data: z.array(ObjectFacts) })
export const NewObjectWire = z.object({ data: ObjectFacts })
export type ObjectWire = z.infer<typeof ObjectFacts>

export const ListsWire = z.object({
  data: z.array(
    z.object({
      api_slug: z.string(),
      name: z.string().nullish(),
      /** Slugs or ids; one, but for legacy lists. */
      parent_object: z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat()),
    }),
  ),
})
export type ListWire = z.infer<typeof ListsWire>['data'][number]

export const AttributesWire = z.object({ data: z.array(AttioAttribute) })
export const AttributeWire = z.object({ data: AttioAttribute })
/** Options of a select, statuses of a status. */
export const ChoicesWire = z.object({
  data: z.array(z.object({ title: z.string(), is_archived: z.boolean().default(false) })),
})

export const NothingWire = z.unknown()

export const MembersWire = z.object({
  data: z.array(
    z.object({
      id: z.object({ workspace_member_id: z.string() }),
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      email_address: z.string().nullish(),
    }),
  ),
})
export type MemberWire = z.infer<typeof MembersWire>['data'][number]
