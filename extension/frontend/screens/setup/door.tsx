import { Plus } from 'lucide-react'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useDraft } from '../../setup/draft.ts'
import { useWhere } from '../../shell/where.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { say } from '../../words/say.ts'

const words = say.setup

/** Leads back to a set-up that somebody began and did not finish; nothing where there is none. */
export function UnfinishedSetup() {
  const { draft, isBegun } = useDraft()
  const { go } = useWhere()
  if (!isBegun || draft.step === 'start') return null
  return (
    <Notice
      tone="info"
      title={words.unfinished}
      action={{ label: words.goOn, run: () => go({ at: 'setup' }) }}
    >
      {words.sharedHint}
    </Notice>
  )
}

/** Begins a set-up, the first or another. */
export function BeginSetup({ isAnother = false }: { readonly isAnother?: boolean }) {
  const { draft, isBegun, forget } = useDraft()
  const { go } = useWhere()
  const why = useForbids()('POST /api/crm/configs')
  const isUnderWay = isBegun && draft.step !== 'start'
  // What is half set up is gone on with first, from where that stands.
  if (isAnother && isUnderWay) return null
  return (
    <Button
      {...(isAnother ? { icon: Plus, size: 'small' } : { look: 'strong' })}
      why={why}
      onPress={() => {
        // Of one that was started and never closed nothing is left to decide.
        if (isBegun && !isUnderWay) forget()
        go({ at: 'setup' })
      }}
    >
      {isAnother ? words.beginAnother : words.begin}
    </Button>
  )
}
