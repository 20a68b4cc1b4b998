import type { Config } from '../../../shared/api/config.ts'
import { ok } from '../../../shared/result.ts'
import { useForbidsOf } from '../worker/allowed.ts'
import type { Later } from '../worker/later.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'

type Props = {
  readonly config: Config
  /** What is shown as done at once, until it is. */
  readonly recordId: string
  readonly name: string
  readonly holdIds: readonly string[]
  /** What is said of it once it is done. */
  readonly says: string
  readonly decide: Later['decide']
}

/** Whatever set a record or a field aside ends, so that the next run takes it along. */
export function LetGo({ config, recordId, name, holdIds, says, decide }: Props) {
  const { client } = useSignedIn()
  const why = useForbidsOf(config)('DELETE /api/crm/configs/:id/holds/:holdId')
  const send = async () => {
    for (const holdId of holdIds) {
      const done = await client.releaseHold(config.id, holdId)
      // Somebody else let it go already: that is what was asked for.
      if (!done.ok && done.error.code !== 'not_found') return done
    }
    return ok(null)
  }
  return (
    <Button
      size="small"
      why={why}
      label={say.standing.letGoOf(name)}
      onPress={() => decide({ keys: [recordId], says, send })}
    >
      {say.standing.letGo}
    </Button>
  )
}
