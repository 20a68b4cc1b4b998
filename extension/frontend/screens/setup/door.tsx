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

/** Begins a set-up. */
export function BeginSetup({ look = 'strong' }: { readonly look?: 'strong' | 'plain' | 'quiet' }) {
  const { go } = useWhere()
  const why = useForbids()('POST /api/crm/configs')
  return (
    <Button look={look} why={why} onPress={() => go({ at: 'setup' })}>
      {words.begin}
    </Button>
  )
}
