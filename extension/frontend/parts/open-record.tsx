import { useMutation } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import type { Config } from '../../../shared/api/config.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { useOpenBase } from '../airtable/base.ts'
import { useOpenRecord } from '../airtable/record.ts'
import { serviceName } from '../words/direction.ts'
import { say } from '../words/say.ts'
import { take, usePairings } from '../worker/questions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { Button } from './button.tsx'
import { useToast } from './toast.tsx'

type Props = {
  readonly config: Config
  readonly entityType: string
  readonly side: 'app' | 'crm'
  readonly recordId: string
}

/** Opens a record where it lives: over the base for one of this base, otherwise its own page in a new tab. */
export function OpenRecord({ config, entityType, side, recordId }: Props) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const base = useOpenBase()
  const expand = useOpenRecord()
  const pairing = usePairings(client, config.id).data?.items.find(
    (one) => one.entityType === entityType,
  )
  const isHere = side === 'app' && config.app.resource === base.id
  const opening = useMutation<void, Problem>(
    async () => {
      if (isHere && pairing && (await expand(pairing.appTable, recordId))) return
      const { url } = await take(client.recordAddress(config.id, { entityType, side, recordId }))
      window.open(url, '_blank', 'noopener')
    },
    { onError: (problem) => toast({ says: problem.message, tone: 'bad' }) },
  )
  const service = serviceName(config[side].provider)
  return (
    <Button
      size="small"
      icon={ExternalLink}
      isBusy={opening.isLoading}
      onPress={() => opening.mutate()}
    >
      {say.run.openApp(service)}
    </Button>
  )
}
