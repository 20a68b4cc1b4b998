/**
 * Everything we ask of any vendor, in one place: the least that does the work, each with the reason a person reads before
 * they say yes. `needed` ones are missed aloud where a token lacks them; the others make things better.
 */
export type AskedScope = { readonly scope: string; readonly why: string; readonly needed: boolean }

const asked = (scope: string, why: string, needed = true): AskedScope => ({ scope, why, needed })

/** `identity` is enough to see who somebody is and what they may do on a base that is connected already. */
export const ASKED = {
  airtable: {
    sync: [
      asked('data.records:read', 'read the records of this base'),
      asked('data.records:write', 'write what changed in your CRM into this base'),
      asked('schema.bases:read', 'know its tables and fields'),
      asked(
        'schema.bases:write',
        'add the one field that remembers each record’s other half, and tables and fields you ask for',
        false,
      ),
      asked('webhook:manage', 'hear of changes within a second', false),
      asked('user.email:read', 'show whose account is connected', false),
    ],
    identity: [
      asked('schema.bases:read', 'see what you may do on this base'),
      asked('user.email:read', 'know who you are', false),
    ],
  },
  /** Attio takes no scopes on the way: these are to be ticked at the app, and say what they are for. */
  attio: {
    sync: [
      asked('record_permission:read-write', 'read and write your records'),
      asked(
        'object_configuration:read-write',
        'know your objects, and add the field that remembers each record’s other half, and what else you ask for',
        false,
      ),
      asked('object_configuration:read', 'know your objects and attributes'),
      asked('user_management:read', 'match people on both sides by their address'),
      asked('list_configuration:read', 'know your lists, if you sync them', false),
      asked('list_entry:read-write', 'read and write their entries', false),
      asked('note:read-write', 'sync notes, if you choose to', false),
      asked('task:read-write', 'sync tasks, if you choose to', false),
      asked('webhook:read-write', 'hear of changes within a second', false),
    ],
    identity: [],
  },
} as const satisfies { [vendor: string]: { [use: string]: readonly AskedScope[] } }

export const neededOf = (scopes: readonly AskedScope[]): readonly string[] =>
  scopes.filter(({ needed }) => needed).map(({ scope }) => scope)
