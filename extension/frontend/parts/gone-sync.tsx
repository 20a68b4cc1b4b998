import { useWhere } from '../shell/where.tsx'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'
import { EmptyState } from './states.tsx'

/** The sync that was looked at was removed, here or elsewhere: never another one in its place. */
export function GoneSync() {
  const { begin } = useWhere()
  return (
    <EmptyState
      title={say.standing.gone}
      action={<Button onPress={() => begin({ at: 'home' })}>{say.standing.backHome}</Button>}
    >
      {say.standing.goneSay}
    </EmptyState>
  )
}
