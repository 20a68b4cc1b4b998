import {
  DndContext,
  type DragEndEvent,
  PointerSensor,
  pointerWithin,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { useQueryClient } from '@tanstack/react-query'
import { RefreshCw, Wand2 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import type { FieldMapping } from '../../../../shared/api/mapping.ts'
import { type Field, fieldById, isOwnField, PARTS, type Table } from '../../../../shared/field.ts'
import {
  appKey,
  connect,
  connectRest,
  crmKey,
  disconnect,
  isDoubtful,
  type SlotKey,
  slotKey,
  slotOf,
  takeBack,
} from '../../mapping/edit.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { FieldIcon } from '../../parts/field-icon.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useClient } from '../../worker/signed-in.tsx'
import { ARROWS, serviceName } from '../../words/direction.ts'
import { partName, slotName, typeName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import { percent } from '../../words/time.ts'
import type { Edited } from './edited.ts'
import { MakeField } from './make-field.tsx'
import { PairDialog } from './pair-dialog.tsx'
import { Rivals } from './rivals.tsx'

const words = say.mapping
/** Every field is as tall as every other (px), so that the lines between them are known without measuring. */
const TALL = 38
/** From the top of a field to its middle (px). */
const MIDDLE = 16

type Side = 'app' | 'crm'
/** Without a field where that is gone, and only the pair is left of it. */
type Item = {
  readonly key: SlotKey
  readonly field: Field | undefined
  readonly name: string
  /** The piece of the field that it is, where it is not the whole. */
  readonly part?: string
}

/** Two columns of fields and the lines between them: dragged, or chosen one after the other by click, touch or keyboard. */
export function Board({
  config,
  pairing,
  left,
  right,
  now,
  onChange,
  why,
  opened,
}: Edited & { readonly opened: string | null }) {
  const client = useClient()
  const questions = useQueryClient()
  const { toast } = useToast()
  const [isBusy, setBusy] = useState(false)
  const [wanted, setWanted] = useState('')
  const [picked, setPicked] = useState<{ side: Side; key: SlotKey } | null>(null)
  const [said, setSaid] = useState('')
  const [openId, setOpenId] = useState<string | null>(opened)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))

  const { twinFields, markFields } = pairing
  const apps = itemsOf(left, now.entries, appKey, wanted, [twinFields.app, markFields.app])
  const crms = arranged(
    itemsOf(right, now.entries, crmKey, wanted, [twinFields.crm, markFields.crm]),
    apps,
    now.entries,
  )
  const [appName, crmName] = [serviceName(config.app.provider), serviceName(config.crm.provider)]
  // By their tables: a partner has its name while the search leaves it out, too.
  const nameOf = (side: Side, key: SlotKey): string => {
    const { field, part: piece } = slotOf(key)
    return slotName(side === 'app' ? left : right, field, piece)
  }

  /** What is not as usual of a pair: drawn at its line, spoken at its fields. */
  const termsOf = (one: FieldMapping): readonly string[] => [
    ...(one.syncDirection === 'push'
      ? [words.only(appName, crmName)]
      : one.syncDirection === 'pull'
        ? [words.only(crmName, appName)]
        : one.syncDirection === 'none'
          ? [words.none]
          : []),
    ...(isDoubtful(one) && one.confidence !== null
      ? [words.sureOnly(percent(one.confidence))]
      : []),
  ]

  function join(app: SlotKey, crm: SlotKey) {
    if (why !== null) return toast({ says: why, tone: 'warn' })
    const after = connect(now, pairing.entityType, app, crm)
    onChange((before) => connect(before, pairing.entityType, app, crm))
    setPicked(null)
    const says = words.joined(nameOf('app', app), nameOf('crm', crm))
    setSaid(says)
    const gone = now.entries.filter((one) => !after.entries.some(({ id }) => id === one.id))
    if (gone.length === 0) return
    const names = gone.map((one) => words.open(nameOf('app', appKey(one)), nameOf('crm', crmKey(one)))) // prettier-ignore
    toast({
      says: words.instead(says, names.join(', ')),
      undo: () => onChange((later) => takeBack(later, now, after)),
    })
  }
  function choose(side: Side, key: SlotKey) {
    if (picked !== null && picked.side !== side)
      return side === 'crm' ? join(picked.key, key) : join(key, picked.key)
    const pair = pairsOf(now.entries, side, key)[0]
    if (pair) return setOpenId(pair.id)
    setPicked({ side, key })
    setSaid(words.chosen(nameOf(side, key)))
  }
  function drop({ active, over }: DragEndEvent) {
    if (!over) return
    const [a, b] = [ends(String(active.id)), ends(String(over.id))]
    if (a.side === b.side) return
    if (a.side === 'app') join(a.key, b.key)
    else join(b.key, a.key)
  }
  const readAgain = () =>
    questions.invalidateQueries(['suggestions', config.app.connectionId, config.crm.connectionId])
  /** What would pair itself beside what stands here, saved or not. */
  async function pairRest() {
    const found = await client.suggestedFields({
      configId: config.id,
      entityType: pairing.entityType,
      pairs: now.entries.map((one) => ({
        appField: one.appField,
        ...(one.appPart === null ? {} : { appPart: one.appPart }),
        crmField: one.crmField,
        ...(one.crmPart === null ? {} : { crmPart: one.crmPart }),
      })),
    })
    if (!found.ok) return toast({ says: found.error.message, tone: 'bad' })
    const { items } = found.value
    // What was made there meanwhile has to be known before it is drawn.
    const isKnown = ({ appField, crmField }: (typeof items)[number]): boolean =>
      fieldById(left, appField) !== undefined && fieldById(right, crmField) !== undefined
    if (!items.every(isKnown)) await readAgain()
    const after = connectRest(now, pairing.entityType, items)
    onChange((before) => connectRest(before, pairing.entityType, items))
    const more = after.entries.filter((one) => !now.entries.includes(one))
    if (more.length === 0) return toast({ says: words.restNone })
    toast({
      says: words.restFound(more.length, more.filter(isDoubtful).length),
      undo: () => onChange((later) => takeBack(later, now, after)),
    })
  }
  function part(id: string) {
    const pair = now.entries.find((one) => one.id === id)
    if (!pair) return
    const after = disconnect(now, id)
    onChange((before) => disconnect(before, id))
    setOpenId(null)
    const [a, b] = [
      slotName(left, pair.appField, pair.appPart),
      slotName(right, pair.crmField, pair.crmPart),
    ]
    toast({
      says: words.parted(a, b),
      undo: () => onChange((later) => takeBack(later, now, after)),
    })
  }
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || picked === null) return
    setPicked(null)
    setSaid(words.letGo)
  }

  const open = now.entries.find(({ id }) => id === openId)
  const needed = lacking(right, now.entries, crmKey)
  const neededHere = lacking(left, now.entries, appKey)
  const shared = { entries: now.entries, picked, onChoose: choose }
  return (
    <>
      <p className="quiet">{words.says}</p>
      {needed.length > 0 ? (
        <Notice tone="warn">{words.required(needed.join(', '), crmName)}</Notice>
      ) : null}
      {neededHere.length > 0 ? (
        <Notice tone="warn">{words.required(neededHere.join(', '), appName)}</Notice>
      ) : null}
      <Rivals
        configId={config.id}
        pairing={{
          ...pairing,
          syncDirection: now.pairing.syncDirection ?? pairing.syncDirection,
        }}
        entries={now.entries}
        left={left}
        right={right}
      />
      <div className="board-tools">
        <TextField
          label={words.search}
          isBare
          type="search"
          placeholder={words.search}
          value={wanted}
          onChange={setWanted}
        />
        <Button
          icon={Wand2}
          why={why}
          isBusy={isBusy}
          onPress={() => {
            setBusy(true)
            void pairRest().finally(() => setBusy(false))
          }}
        >
          {words.rest}
        </Button>
        <IconButton
          icon={RefreshCw}
          label={words.again}
          onPress={() => void readAgain().then(() => toast({ says: words.readAgain }))}
        />
      </div>
      <p className="unseen" aria-live="assertive">
        {said}
      </p>
      {picked ? (
        <MakeField
          key={`${picked.side}:${picked.key}`}
          {...{ config, pairing, left, right, onChange, picked }}
          name={nameOf(picked.side, picked.key)}
          onDone={() => setPicked(null)}
        />
      ) : null}
      <DndContext sensors={sensors} collisionDetection={pointerWithin} onDragEnd={drop}>
        <div className="board" onKeyDown={escape}>
          <Column
            {...shared}
            side="app"
            items={apps}
            partnerName={(one) => words.so(nameOf('crm', crmKey(one)), termsOf(one))}
            label={words.fieldsOf(appName, left.name)}
          />
          <Lines apps={apps} crms={crms} entries={now.entries} onOpen={setOpenId} />
          <Column
            {...shared}
            side="crm"
            items={crms}
            partnerName={(one) => words.so(nameOf('app', appKey(one)), termsOf(one))}
            label={words.fieldsOf(crmName, right.name)}
          />
        </div>
      </DndContext>
      {open ? (
        <PairDialog
          config={config}
          pairing={pairing}
          left={left}
          right={right}
          entry={open}
          onChange={onChange}
          why={why}
          onPart={() => part(open.id)}
          onClose={() => setOpenId(null)}
        />
      ) : null}
    </>
  )
}

type ColumnProps = {
  readonly side: Side
  readonly label: string
  readonly items: readonly Item[]
  readonly partnerName: (one: FieldMapping) => string
  readonly entries: readonly FieldMapping[]
  readonly picked: { readonly side: Side; readonly key: SlotKey } | null
  readonly onChoose: (side: Side, key: SlotKey) => void
}

const Column = ({ side, label, items, partnerName, entries, picked, onChoose }: ColumnProps) => (
  <section aria-label={label}>
    <h2 className="board-title">{label}</h2>
    <ul>
      {items.map((item) => {
        const partners = pairsOf(entries, side, item.key).map(partnerName)
        return (
          <li key={item.key} style={{ height: TALL }}>
            <FieldBox
              side={side}
              item={item}
              partners={partners}
              isPicked={picked?.side === side && picked.key === item.key}
              onChoose={() => onChoose(side, item.key)}
            />
          </li>
        )
      })}
    </ul>
  </section>
)

type BoxProps = {
  readonly side: Side
  readonly item: Item
  readonly partners: readonly string[]
  readonly isPicked: boolean
  readonly onChoose: () => void
}

function FieldBox({
  side,
  item: { key, field, name, part },
  partners,
  isPicked,
  onChoose,
}: BoxProps) {
  const id = `${side}:${key}`
  const drag = useDraggable({ id })
  const drop = useDroppable({ id })
  const [first] = partners
  const state =
    first === undefined
      ? words.notPaired
      : partners.length === 1
        ? words.paired(first)
        : words.pairedWithMore(first, partners.length - 1)
  const moved = drag.transform
  const type = field ? typeName(field) : ''
  return (
    <button
      type="button"
      ref={(box) => {
        drag.setNodeRef(box)
        drop.setNodeRef(box)
      }}
      {...drag.listeners}
      className={`box ${first === undefined ? '' : 'box-paired'} ${isPicked ? 'box-picked' : ''} ${drop.isOver && !drag.isDragging ? 'box-over' : ''} ${drag.isDragging ? 'box-dragged' : ''}`}
      style={moved ? { transform: `translate(${moved.x}px, ${moved.y}px)` } : undefined}
      data-slot={id}
      aria-pressed={isPicked}
      aria-label={[name, type, state].filter(Boolean).join(', ')}
      title={[name, type].filter(Boolean).join(' · ')}
      onClick={onChoose}
    >
      <FieldIcon type={field?.type} />
      <span className="box-name">
        {field && part !== undefined ? (
          <>
            <span className="box-whole">{field.name}: </span>
            <span className="box-part">{part}</span>
          </>
        ) : (
          name
        )}
      </span>
      <span className="box-type" data-type={type} aria-hidden="true" />
    </button>
  )
}

type LinesProps = {
  readonly apps: readonly Item[]
  readonly crms: readonly Item[]
  readonly entries: readonly FieldMapping[]
  readonly onOpen: (id: string) => void
}

/** The drawn connections; what they say is spoken at the fields themselves. */
function Lines({ apps, crms, entries, onOpen }: LinesProps) {
  const height = Math.max(apps.length, crms.length) * TALL
  const middle = (at: number): number => at * TALL + MIDDLE
  const drawn = entries.flatMap((one) => {
    const from = apps.findIndex(({ key }) => key === appKey(one))
    const to = crms.findIndex(({ key }) => key === crmKey(one))
    return from < 0 || to < 0 ? [] : [{ one, a: middle(from), b: middle(to) }]
  })
  return (
    <div className="lines" style={{ height }} aria-hidden="true">
      <svg viewBox={`0 0 100 ${Math.max(1, height)}`} preserveAspectRatio="none">
        {drawn.map(({ one, a, b }) => (
          <path
            key={one.id}
            className={`line ${isDoubtful(one) ? 'line-doubtful' : ''} ${one.syncDirection === 'none' ? 'line-off' : ''}`}
            d={`M0 ${a} C 50 ${a}, 50 ${b}, 100 ${b}`}
            onClick={() => onOpen(one.id)}
          />
        ))}
      </svg>
      {drawn.map(({ one, a, b }) => {
        const mark = markOf(one)
        return mark === '' ? null : (
          <span key={one.id} className="line-mark" style={{ top: (a + b) / 2 }}>
            {mark}
          </span>
        )
      })}
    </div>
  )
}

/** Which way, where it is not both; how sure, where somebody should look. */
const markOf = (one: FieldMapping): string =>
  [
    one.syncDirection === 'push' || one.syncDirection === 'pull' ? ARROWS[one.syncDirection] : '',
    isDoubtful(one) && one.confidence !== null ? percent(one.confidence) : '',
  ]
    .join(' ')
    .trim()

const ends = (id: string): { side: Side; key: SlotKey } => {
  const at = id.indexOf(':')
  return { side: id.slice(0, at) === 'app' ? 'app' : 'crm', key: id.slice(at + 1) }
}

const pairsOf = (entries: readonly FieldMapping[], side: Side, key: SlotKey) =>
  entries.filter((one) => (side === 'app' ? appKey(one) : crmKey(one)) === key)

/** Fields but the sync’s own, and the parts in use, or all parts of a name; what is paired stands first, the record's own facts last. */
function itemsOf(
  table: Table,
  entries: readonly FieldMapping[],
  keyOf: (one: FieldMapping) => SlotKey,
  wanted: string,
  ours: readonly (string | null)[],
): readonly Item[] {
  const used = new Set(entries.map(keyOf))
  const items = table.fields.flatMap((field): Item[] => {
    if (ours.includes(field.id)) return []
    const parts = (PARTS[field.type] ?? []).filter(
      (part) => field.type === 'name' || used.has(slotKey(field.id, part)),
    )
    return [
      { key: field.id, field, name: field.name },
      ...parts.map((part) => ({
        key: slotKey(field.id, part),
        field,
        name: slotName(table, field.id, part),
        part: partName(part),
      })),
    ]
  })
  const gone = [...used]
    .filter((key) => fieldById(table, slotOf(key).field) === undefined)
    .map((key): Item => ({ key, field: undefined, name: slotName(table, slotOf(key).field, null) }))
  const text = wanted.trim().toLowerCase()
  const shown = [...items, ...gone].filter(({ name }) => name.toLowerCase().includes(text))
  const rank = ({ key, field }: Item): number =>
    used.has(key) ? 0 : !field ? 1 : isOwnField(field) ? 2 : field.access === 'never' ? 1.5 : 1
  return [...shown].sort((a, b) => rank(a) - rank(b))
}

/** The other column in the order of its partners, so that lines run straight where they can. */
function arranged(
  items: readonly Item[],
  beside: readonly Item[],
  entries: readonly FieldMapping[],
): readonly Item[] {
  const at = (item: Item): number => {
    const pair = entries.find((one) => crmKey(one) === item.key)
    const found = pair ? beside.findIndex(({ key }) => key === appKey(pair)) : -1
    return found < 0 ? beside.length : found
  }
  return [...items].sort((a, b) => at(a) - at(b))
}

const lacking = (
  table: Table,
  entries: readonly FieldMapping[],
  keyOf: (one: FieldMapping) => SlotKey,
): readonly string[] =>
  table.fields
    .filter(
      ({ id, required, access }) =>
        required && access !== 'never' && !entries.some((one) => keyOf(one).split('#')[0] === id),
    )
    .map(({ name }) => `“${name}”`)
