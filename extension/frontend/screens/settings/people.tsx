import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import type { Member } from '../../../../shared/api/member.ts'
import { ROLES } from '../../../../shared/role.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useNow } from '../../parts/now.ts'
import { SettledSelect } from '../../parts/settled-choice.tsx'
import { Failed, Refused } from '../../parts/states.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useDeed, useInvitations, useMembers } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { fromNow, moment } from '../../words/time.ts'
import { Invite } from './invite.tsx'
import { Listed } from './listed.tsx'

/** Who works here, in which role, and who is invited. */
export function People() {
  const why = useForbids(false)('GET /api/members')
  return why === null ? <Members /> : <Refused why={why} />
}

function Members() {
  const { client } = useSignedIn()
  const members = useMembers(client)
  const [isInviting, setInviting] = useState(false)
  const [leaving, setLeaving] = useState<Member | null>(null)
  const remove = useDeed(({ id }: Member) => client.removeMember(id), {
    changes: ['members', 'keys'],
    onDone: () => setLeaving(null),
  })
  const { people } = say
  return (
    <>
      <div className="settings-head">
        <p className="quiet">{people.says}</p>
        <Button look="strong" icon={UserPlus} onPress={() => setInviting(true)}>
          {people.invite}
        </Button>
      </div>
      <Listed what={people.thePeople} asked={members} empty={[people.none, people.noneSay]}>
        {(items) => (
          <section className="card" aria-label={say.settings.parts.people}>
            <ul className="entries">
              {items.map((member) => (
                <Person key={member.id} member={member} onRemove={() => setLeaving(member)} />
              ))}
            </ul>
          </section>
        )}
      </Listed>
      <Invitations />
      {isInviting ? <Invite onClose={() => setInviting(false)} /> : null}
      {leaving ? (
        <Confirm
          title={people.removeTitle(leaving.name)}
          says={people.removeSays}
          label={people.remove}
          isBusy={remove.isLoading}
          onConfirm={() => remove.mutate(leaving)}
          onClose={() => setLeaving(null)}
        />
      ) : null}
    </>
  )
}

function Person({ member, onRemove }: { readonly member: Member; readonly onRemove: () => void }) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const now = useNow()
  const change = useDeed((role: Member['given']) => client.changeMember(member.id, { role }), {
    changes: ['members'],
    onDone: (_, role) =>
      toast({
        says: say.settings.savedOf(say.people.theRoleOf(member.name)),
        tone: 'good',
        ...(role === member.given ? {} : { undo: () => change.mutate(member.given) }),
      }),
  })
  const { people } = say
  return (
    <li className="entry">
      <div className="entry-text">
        <strong>{member.name}</strong>
        <p className="quiet">{member.email}</p>
        <p className="quiet">{people.seen(fromNow(Date.parse(member.seenAt), now))}</p>
      </div>
      <SettledSelect
        label={people.roleOf(member.name)}
        isBare
        value={member.given ?? ''}
        options={[
          { value: '' as const, label: people.byBase(say.roles[member.derived]) },
          ...ROLES.map((role) => ({ value: role, label: say.roles[role] })),
        ]}
        onSettle={(role) => change.mutate(role === '' ? null : role)}
      />
      <Button size="small" label={`${people.remove}: ${member.name}`} onPress={onRemove}>
        {people.remove}
      </Button>
    </li>
  )
}

function Invitations() {
  const { client } = useSignedIn()
  const now = useNow()
  const asked = useInvitations(client)
  const withdraw = useDeed((id: string) => client.withdraw(id), { changes: ['invitations'] })
  const { people } = say
  if (asked.data === undefined && asked.error)
    return (
      <Failed
        title={say.parts.couldNotRead(people.theInvitations)}
        problem={asked.error}
        onRetry={() => void asked.refetch()}
        isBusy={asked.isFetching}
      />
    )
  const invitations = asked.data?.items ?? []
  if (invitations.length === 0) return null
  return (
    <section className="card" aria-label={people.invitations}>
      <h2>{people.invitations}</h2>
      <ul className="entries">
        {invitations.map(({ id, name, role, expiresAt, usedBy }) => {
          const isOver = Date.parse(expiresAt) < now
          return (
            <li key={id} className="entry">
              <div className="entry-text">
                <strong>{name}</strong> <span className="quiet">· {say.roles[role]}</span>
                <p className="quiet">{usedBy || isOver ? '' : people.open(moment(expiresAt))}</p>
              </div>
              {usedBy || isOver ? (
                <Chip>{usedBy ? people.used : people.over}</Chip>
              ) : (
                <Button
                  size="small"
                  isBusy={withdraw.isLoading}
                  label={`${people.withdraw}: ${name}`}
                  onPress={() => withdraw.mutate(id)}
                >
                  {people.withdraw}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
