import { useState } from 'react'
import type { NewInvitation } from '../../../../shared/api/member.ts'
import { type Role, ROLES } from '../../../../shared/role.ts'
import { Button } from '../../parts/button.tsx'
import { Choices } from '../../parts/choices.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Secret } from '../../parts/secret.tsx'
import { useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'

/** A link for one person, shown once. */
export function Invite({ onClose }: { readonly onClose: () => void }) {
  const { client } = useSignedIn()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('user')
  const [made, setMade] = useState<NewInvitation | null>(null)
  const invite = useDeed(() => client.invite({ name: name.trim(), role }), {
    changes: ['invitations'],
    onDone: setMade,
  })
  const { people } = say
  return (
    <Dialog
      title={people.invite}
      says={people.inviteSays}
      onClose={onClose}
      footer={
        made ? (
          <Button look="strong" onPress={onClose}>
            {people.done}
          </Button>
        ) : (
          <Button
            look="strong"
            isBusy={invite.isLoading}
            why={name.trim() === '' ? people.nameNeeded : null}
            onPress={() => invite.mutate(undefined)}
          >
            {people.makeLink}
          </Button>
        )
      }
    >
      {made ? (
        <Secret label={people.link} hint={people.linkSays} value={made.url} />
      ) : (
        <>
          <TextField label={people.whom} value={name} onChange={setName} isRequired />
          <RoleChoice value={role} onChange={setRole} />
        </>
      )}
    </Dialog>
  )
}

type RoleProps = {
  readonly value: Role
  readonly roles?: readonly Role[]
  readonly onChange: (role: Role) => void
}

/** What somebody, or a program, may do. */
export const RoleChoice = ({ value, roles = ROLES, onChange }: RoleProps) => (
  <Choices
    legend={say.people.role}
    value={value}
    choices={roles.map((role) => ({
      value: role,
      label: say.roles[role],
      says: say.people.roleSays[role],
    }))}
    onChange={onChange}
  />
)
