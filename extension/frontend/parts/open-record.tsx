import { useQueryClient } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import { useOpenBase } from '../airtable/base.ts'
import { serviceName } from '../words/direction.ts'
import { say } from '../words/say.ts'
import { readPairings } from '../worker/questions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { Button } from './button.tsx'
import { useToast } from './toast.tsx'

type Props = {
  readonly config: Config
  readonly entityType: string
  readonly side: 'app' | 'crm'
  readonly recordId: string
}

/**
 * Opens a record where it lives: over the base for one of this base, otherwise its own page in a new tab. What it needs to
 * know for that it asks when it is pressed: long lists have two of these in every card.
 */
export function OpenRecord({ config, entityType, side, recordId }: Props) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const base = useOpenBase()
  const questions = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const isHere = side === 'app' && config.app.resource === base.id
  async function isExpanded(): Promise<boolean> {
    const pairings = await readPairings(questions, client, config.id)
    const pairing = pairings.find((one) => one.entityType === entityType)
    return pairing !== undefined && (await base.openRecord(pairing.appTable, recordId))
  }
  async function open() {
    setBusy(true)
    if (!isHere || !(await isExpanded())) {
      const found = await client.recordAddress(config.id, { entityType, side, recordId })
      if (found.ok) window.open(found.value.url, '_blank', 'noopener')
      else toast({ says: found.error.message, tone: 'bad' })
    }
    setBusy(false)
  }
  const service = serviceName(config[side].provider)
  return (
    <Button size="small" icon={ExternalLink} isBusy={isBusy} onPress={() => void open()}>
      {say.run.openApp(service)}
    </Button>
  )
}
