import { useState } from 'react'
import type { NewKey } from '../../../../shared/api/key.ts'
import { type Role, ROLES } from '../../../../shared/role.ts'
import { Button } from '../../parts/button.tsx'
import { Choices } from '../../parts/choices.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Secret } from '../../parts/secret.tsx'
import { Select } from '../../parts/select.tsx'
import { useConnections } from '../../worker/connections.ts'
import { useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { number } from '../../words/time.ts'
import { RoleChoice } from './invite.tsx'

const DAY_MS = 86_400_000
/** Those the app has something to show for; more would only be more to lose. */
const ATTIO_ROLES: readonly Role[] = ['user', 'read-only']

/**
 * A key, shown once. The Worker takes a key from the Attio app only for the workspace it was made for, and the app has
 * room for one secret: so that key belongs to a connection, and is shown together with the address.
 */
export function MakeKey({ onClose }: { readonly onClose: () => void }) {
  const { client, address } = useSignedIn()
  const [kind, setKind] = useState<'other' | 'attio'>('other')
  const [typed, setTyped] = useState<string | null>(null)
  const [role, setRole] = useState<Role>('user')
  const [days, setDays] = useState<'' | '30' | '90' | '365'>('90')
  const [chosen, setChosen] = useState<string | null>(null)
  const [made, setMade] = useState<NewKey | null>(null)
  const connections = useConnections(client).data?.items ?? []
  const { keys, people } = say

  const workspaces = connections.filter(({ provider }) => provider === 'attio')
  const workspace = workspaces.find(({ id }) => id === chosen) ?? workspaces[0]
  const isAttio = kind === 'attio'
  const written = typed ?? (isAttio ? keys.attioName : '')
  const name = written.trim()
  const make = useDeed(
    () =>
      client.createKey({
        name,
        role,
        expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        connectionId: isAttio ? (workspace?.id ?? null) : null,
      }),
    { changes: ['keys'], onDone: setMade },
  )
  const why = isAttio && !workspace ? keys.attioNeeded : name === '' ? keys.nameNeeded : null
  return (
    <Dialog
      title={keys.make}
      onClose={onClose}
      footer={
        made ? (
          <Button look="strong" onPress={onClose}>
            {people.done}
          </Button>
        ) : (
          <Button
            look="strong"
            isBusy={make.isLoading}
            why={why}
            onPress={() => make.mutate(undefined)}
          >
            {keys.makeIt}
          </Button>
        )
      }
    >
      {made ? (
        made.connectionId === null ? (
          <Secret label={keys.theKey} hint={keys.shownOnce} value={made.key} />
        ) : (
          <Secret label={keys.theSecret} hint={keys.secretSays} value={`${address}/#${made.key}`} />
        )
      ) : (
        <>
          <Choices
            legend={keys.which}
            value={kind}
            choices={(['other', 'attio'] as const).map((value) => ({
              value,
              label: keys.programKinds[value],
              says: keys.programSays[value],
            }))}
            onChange={(next) => {
              setKind(next)
              setRole('user')
              setDays(next === 'attio' ? '' : '90')
            }}
          />
          {isAttio && workspace ? (
            <Select
              label={keys.workspace}
              value={workspace.id}
              options={workspaces.map(({ id, account }) => ({ value: id, label: account }))}
              hint={keys.workspaceSays}
              onChange={setChosen}
            />
          ) : null}
          <TextField label={keys.what} value={written} onChange={setTyped} isRequired />
          <RoleChoice value={role} roles={isAttio ? ATTIO_ROLES : ROLES} onChange={setRole} />
          <Select
            label={keys.expires}
            value={days}
            options={[
              ...(['30', '90', '365'] as const).map((value) => ({
                value,
                label: keys.inDays(number(Number(value))),
              })),
              { value: '' as const, label: keys.never },
            ]}
            hint={isAttio ? keys.attioEnds : undefined}
            onChange={setDays}
          />
        </>
      )}
    </Dialog>
  )
}
