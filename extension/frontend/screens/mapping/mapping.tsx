import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { PairingView } from '../../../../shared/api/pairing.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import { countOf, draftOf, edit, keysOf, rebase } from '../../mapping/edit.ts'
import { clashingTerms, keepMine, noticed, takeTheirs } from '../../mapping/elsewhere.ts'
import { toldOnce } from '../../mapping/facts.ts'
import { Button } from '../../parts/button.tsx'
import { Foot } from '../../parts/foot.tsx'
import { GoneSync } from '../../parts/gone-sync.tsx'
import { Hint } from '../../parts/hint.tsx'
import { Notice } from '../../parts/notice.tsx'
import { focusHeading } from '../../parts/focus-heading.ts'
import { Screen } from '../../parts/screen.tsx'
import { Select } from '../../parts/select.tsx'
import { EmptyState, Failed, Loading } from '../../parts/states.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { useToast } from '../../parts/toast.tsx'
import type { Place } from '../../place.ts'
import { useWhere } from '../../shell/where.tsx'
import { useForbidsOf } from '../../worker/allowed.ts'
import { useSuggestions } from '../../worker/connections.ts'
import { useMappings } from '../../worker/mappings.ts'
import { usePairings, useSyncs } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { Board } from './board.tsx'
import { Checks } from './checks.tsx'
import type { Edited } from './edited.ts'
import { ofPairing, useEdits } from './edits.ts'
import { Effect } from './effect.tsx'
import { Elsewhere } from './elsewhere.tsx'
import { Filters } from './filters.tsx'
import { Matching } from './matching.tsx'
import { saveEdit } from './save.ts'
import { WhoIsRight } from './who-is-right.tsx'
import './mapping.css'

const words = say.mapping
/** How often (ms) it is looked whether somebody else changed the same. */
const OFTEN = 10_000

type Props = { readonly place: Extract<Place, { at: 'mapping' }> }

/** What meets what in one pairing, and everything that is decided about it. */
export function Mapping({ place: { configId, entityType, mappingId } }: Props) {
  const client = useClient()
  const { swap } = useWhere()
  const syncs = useSyncs(client)
  const pairings = usePairings(client, configId)
  const mappings = useMappings(client, configId, OFTEN)
  const config = syncs.data?.items.find(({ id }) => id === configId)
  const tables = useSuggestions(
    client,
    config?.app.connectionId ?? null,
    config?.crm.connectionId ?? null,
  )
  const edits = useEdits(mappings.data)
  const failed = syncs.error ?? pairings.error ?? mappings.error ?? tables.error
  if (!config || !pairings.data || !mappings.data || !tables.data)
    return (
      <Screen title={words.title}>
        {syncs.data && !config ? (
          <GoneSync />
        ) : failed ? (
          <Failed
            title={say.parts.couldNotRead(words.title)}
            problem={failed}
            onRetry={() =>
              void Promise.all([syncs, pairings, mappings, tables].map((one) => one.refetch()))
            }
          />
        ) : (
          <Loading rows={6} />
        )}
      </Screen>
    )
  const all = pairings.data.items
  const pairing =
    entityType === undefined ? all[0] : all.find((one) => one.entityType === entityType)
  const left = tables.data.app.find(({ id }) => id === pairing?.appTable)
  const right = tables.data.crm.find(({ id }) => id === pairing?.crmTable)
  if (!pairing)
    return (
      <Screen title={words.title} says={config.name}>
        <EmptyState
          title={words.tablesGone}
          action={
            all.length > 0 ? (
              <Button onPress={() => swap({ at: 'mapping', configId })}>{words.otherTables}</Button>
            ) : null
          }
        >
          {words.tablesGoneSay}
        </EmptyState>
      </Screen>
    )
  if (!left || !right)
    return (
      <Screen title={words.title}>
        <EmptyState title={say.fields.gone} />
      </Screen>
    )
  // Whatever speaks of it: a pair, a filter, a condition, a check.
  const spoken = JSON.stringify([pairing, edits.of(pairing.entityType)])
  const isUsed = (id: string): boolean => spoken.includes(`"${id}"`)
  const nameOf = (one: PairingView): string => {
    const open = countOf(draftOf(edits.of(one.entityType), one.entityType))
    const name = `${tables.data.app.find(({ id }) => id === one.appTable)?.name ?? one.appTable} ⇄ ${tables.data.crm.find(({ id }) => id === one.crmTable)?.name ?? one.crmTable}`
    return open === 0 ? name : words.unsaved(name)
  }
  return (
    <Screen
      title={words.title}
      says={config.name}
      width="wide"
      actions={<Hint label={words.help}>{words.helpText}</Hint>}
    >
      {all.length > 1 ? (
        <Select
          label={words.tables}
          value={pairing.entityType}
          options={all.map((one) => ({ value: one.entityType, label: nameOf(one) }))}
          onChange={(chosen) => swap({ at: 'mapping', configId, entityType: chosen })}
        />
      ) : null}
      <Editor
        key={pairing.entityType}
        config={config}
        pairing={pairing}
        left={toldOnce(left, isUsed)}
        right={toldOnce(right, isUsed)}
        opened={mappingId ?? null}
        now={edits.of(pairing.entityType)}
        onChange={(step) => edits.change(pairing, step)}
      />
    </Screen>
  )
}

type EditorProps = Omit<Edited, 'why'> & { readonly opened: string | null }
type TabId = keyof typeof words.tabs

function Editor({ opened, ...edited }: EditorProps) {
  const { config, pairing, now, onChange } = edited
  const client = useClient()
  const questions = useQueryClient()
  const { toast } = useToast()
  const why = useForbidsOf(config)('PATCH /api/crm/configs/:id/field-mappings/:mappingId')
  const [tab, setTab] = useState<TabId>('fields')
  const [isShown, setShown] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const draft = draftOf(now, pairing.entityType)
  const open = countOf(draft)
  const terms = clashingTerms(now, pairing)
  const clashes = now.elsewhere ?? []
  const saving = useRef<HTMLButtonElement>(null)

  /** Did somebody change what is changed here? Then nothing is written before it is decided whose stands. */
  async function isElsewhere(): Promise<boolean> {
    const [fresh, rules] = await Promise.all([
      client.fieldMappings(config.id),
      client.pairings(config.id),
    ])
    if (!fresh.ok || !rules.ok) {
      setProblem(fresh.ok ? (rules.ok ? null : rules.error) : fresh.error)
      return true
    }
    const theirs = rules.value.items.find(({ entityType }) => entityType === pairing.entityType)
    const after = noticed(now, rebase(now, ofPairing(fresh.value, pairing.entityType)))
    const isFree =
      theirs !== undefined &&
      clashingTerms(now, theirs).length === 0 &&
      (after.elsewhere ?? []).length === 0
    if (isFree) return false
    setProblem(null)
    questions.setQueryData(['pairings', config.id], rules.value)
    questions.setQueryData(['mappings', config.id], fresh.value)
    return true
  }

  async function save() {
    setBusy(true)
    if (await isElsewhere()) return setBusy(false)
    const sent = now
    const saved = await saveEdit(client, config.id, draft)
    // After a refusal too: what went before it is saved.
    const [fresh] = await Promise.all([
      client.fieldMappings(config.id),
      questions.invalidateQueries(['pairings', config.id]),
    ])
    setBusy(false)
    setProblem(saved.problem ?? (fresh.ok ? null : fresh.error))
    if (fresh.ok) {
      const taken = {
        entries: saved.problem === null ? sent.entries : sent.saved,
        pairing: saved.isRuled ? sent.pairing : {},
      }
      onChange((later) => rebase(later, ofPairing(fresh.value, pairing.entityType), taken))
      questions.setQueryData(['mappings', config.id], fresh.value)
    }
    void questions.invalidateQueries(['syncs'])
    if (saved.problem === null) toast({ says: words.saved, tone: 'good' })
  }

  const asked = { ...edited, why }
  return (
    <>
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      {clashes.length + terms.length > 0 ? (
        <Elsewhere
          {...edited}
          clashes={clashes}
          terms={terms}
          onKeep={() => {
            onChange(keepMine)
            saving.current?.focus()
          }}
          onTake={() => {
            onChange((before) => takeTheirs(before, terms))
            focusHeading()
          }}
        />
      ) : null}
      {why === null ? null : <Notice tone="info">{why}</Notice>}
      {pairing.keys.length > 0 && keysOf(now, pairing).length === 0 && tab !== 'matching' ? (
        <Notice tone="warn" action={{ label: words.toMatching, run: () => setTab('matching') }}>
          {words.keysGone}
        </Notice>
      ) : null}
      <Tabs<TabId>
        label={words.title}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'fields', label: words.tabs.fields, count: now.entries.length },
          { id: 'right', label: words.tabs.right },
          { id: 'matching', label: words.tabs.matching },
          { id: 'filters', label: words.tabs.filters },
          { id: 'checks', label: words.tabs.checks },
        ]}
      >
        {tab === 'fields' ? (
          <Board {...asked} opened={opened} />
        ) : tab === 'right' ? (
          <WhoIsRight {...asked} />
        ) : tab === 'matching' ? (
          <Matching {...asked} />
        ) : tab === 'filters' ? (
          <Filters {...asked} />
        ) : (
          <Checks {...asked} />
        )}
      </Tabs>
      <Foot>
        <p className="foot-says" role="status">
          {open === 0 ? words.noChanges : words.changes(open)}
        </p>
        {open === 0 ? null : (
          <>
            <Button
              look="quiet"
              onPress={() => {
                onChange(({ saved }) => edit(saved))
                setProblem(null)
                toast({
                  says: words.discarded,
                  undo: () => onChange(({ saved }) => rebase(now, saved)),
                })
              }}
            >
              {words.discard}
            </Button>
            <Button why={why} onPress={() => setShown(true)}>
              {words.effect}
            </Button>
            <Button
              ref={saving}
              look="strong"
              why={why ?? (clashes.length + terms.length > 0 ? words.elsewhereFirst : null)}
              isBusy={isBusy}
              onPress={() => void save()}
            >
              {words.save}
            </Button>
          </>
        )}
      </Foot>
      {isShown ? <Effect config={config} draft={draft} onClose={() => setShown(false)} /> : null}
    </>
  )
}
