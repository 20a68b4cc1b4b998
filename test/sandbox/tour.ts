/** The tour through a session: connect, pair, preview, sync, edit on both sides and see the edits cross. */
import { type Agreed, agree, follow, must, writesOf } from './agreement.ts'
import { openDisplay } from './display.ts'
import { lineOfWrite, makeEdits } from './edits.ts'
import { openOutsider } from './outsider.ts'
import { type Session, USUAL_WEATHER } from './session.ts'
import { accountLines, type Held, type Tally, tallyOf, wrongIn } from './tally.ts'

type Say = (line?: string) => void

/** So many writes of a preview are shown. */
const SHOWN = 3

/** `isFine` unless anything failed or does not add up; no tally where there was no first sync. */
export type Toured = { readonly isFine: boolean; readonly tally: Tally | null }

const NOT_TOURED: Toured = { isFine: false, tally: null }

/** From nothing connected to everything in sync; with `edits` those of the real records are made too. */
export async function tour(
  session: Session,
  { edits }: { readonly edits: boolean },
  say: Say,
): Promise<Toured> {
  const { airtable, attio, clock, facts } = session
  const agreed = await agree(session)
  const { client, configId, pairs } = agreed
  if (pairs.length === 0) {
    say('No table has the name of an object, so there is nothing to pair.')
    return NOT_TOURED
  }
  const mappings = await must(client.fieldMappings(configId))
  say(`Connected both sides and paired ${mappings.items.length} fields by name and type:`)
  const names = await namesOf(agreed)
  for (const { entityType } of pairs) {
    const mine = mappings.items.filter((one) => one.entityType === entityType)
    say(`  ${entityType}: ${mine.map((one) => names.field(one.appField)).join(', ')}`)
  }
  say()

  const before = heldBy(session, agreed)
  airtable.counters.reset()
  attio.counters.reset()
  const display = openDisplay(process.stdout, () => clock.now())
  const preview = await must(client.preview(configId))
  const planned = await follow(client, preview.job_id, display.look)
  if (planned.phase !== 'planned') {
    display.end()
    say(`The preview did not go through: ${planned.says ?? planned.status}`)
    return NOT_TOURED
  }
  const { items: sample } = await must(client.writes(preview.job_id, { limit: SHOWN }))
  const started = await must(client.trigger({ configId, previewId: preview.job_id }))
  display.end()
  say()
  say(`The preview lists ${planned.recordsPlanned} writes, and exactly these are run:`)
  for (const write of sample) say(`  ${lineOfWrite(write)}`)
  if (planned.recordsPlanned > SHOWN) say(`  … and ${planned.recordsPlanned - SHOWN} more`)
  say()
  const done = await follow(client, started.job_id, display.look)
  display.end()
  const { latency = 0 } = USUAL_WEATHER
  const tally = tallyOf(session, {
    log: done,
    writes: await writesOf(client, done.id),
    before,
    selects: names.selects(mappings.items),
    roundTripMs: latency,
  })
  if (done.status !== 'completed') say(`Not everything went through: ${done.says ?? done.status}`)

  const crossed = edits ? await showEdits(session, agreed, say) : true
  const { counts } = await must(client.config(configId))
  const wrong = wrongIn(counts, heldBy(session, agreed))
  say()
  say('The account:')
  for (const line of [...accountLines(counts), ...wrong.map((one) => `  ${one}`)]) say(line)
  say()
  for (const line of tallyLines(tally)) say(line)
  say(`  See it: ${facts.desk.address}`)
  return { isFine: done.status === 'completed' && crossed && wrong.length === 0, tally }
}

/** Edits on both sides by somebody else, a second run, and a look at the other side. */
async function showEdits(session: Session, agreed: Agreed, say: Say): Promise<boolean> {
  const { client, configId } = agreed
  const outsider = openOutsider(session.access, session.facts, session.clock)
  say()
  say('Meanwhile somebody edits on each side:')
  const edits = await makeEdits(outsider)
  for (const { says } of edits) say(`  ${says}`)
  const display = openDisplay(process.stdout, () => session.clock.now())
  const started = await must(client.trigger({ configId }))
  const done = await follow(client, started.job_id, display.look)
  display.end()
  for (const write of await writesOf(client, done.id)) say(`  ${lineOfWrite(write)}`)
  let all = done.status === 'completed'
  for (const edit of edits) {
    const isThere = await edit.crossed()
    say(`  ${isThere ? '✓' : '✗ has not crossed:'} ${edit.says}`)
    all &&= isThere
  }
  return all
}

/** How many records each side of each pairing holds, asked of the vendors' own memory. */
function heldBy({ airtable, attio, facts }: Session, { pairs }: Agreed): readonly Held[] {
  return pairs.map(({ entityType, appTable, crmTable }) => ({
    entityType,
    app: airtable.rows(facts.airtable.baseId, appTable).length,
    crm: attio.rows(crmTable).length,
  }))
}

/** The names of the fields, and which mapped ones are selects. */
async function namesOf({ client, configId }: Agreed) {
  const { app, crm } = await must(client.config(configId))
  const left = await must(client.availableFields(app.provider, { connectionId: app.connectionId }))
  const right = await must(client.availableFields(crm.provider, { connectionId: crm.connectionId }))
  const fields = left.tables.flatMap((table) => table.fields)
  return {
    field: (id: string): string => fields.find((one) => one.id === id)?.name ?? id,
    selects: (mapped: readonly { entityType: string; crmField: string }[]): Map<string, number> => {
      const chosen = mapped.filter(({ entityType, crmField }) =>
        right.tables.some(
          ({ id, fields: own }) =>
            id === entityType &&
            own.some((one) => one.id === crmField && /^(select|status)$/.test(one.native)),
        ),
      )
      return new Map(
        [...Map.groupBy(chosen, ({ entityType }) => entityType)].map(([name, list]) => [
          name,
          list.length,
        ]),
      )
    },
  }
}

function tallyLines(tally: Tally): readonly string[] {
  const { vendorCalls: made, minimumCalls: least } = tally
  return [
    'The first sync, by the vendors’ own counters:',
    `  ${tally.records} records read, ${tally.created} created, ${tally.updated} changed, ${tally.failed} failed, ${tally.conflicts} conflicts`,
    `  ${tally.seconds.toFixed(1)} s, where nothing can be faster than ${tally.floorSeconds.toFixed(1)} s (× ${tally.ratio.toFixed(2)})`,
    `  ${made.airtable} calls to Airtable and ${made.attio} to Attio, ${tally.throttled} refused for pace`,
    // Pairing the fields had read them just before, so the sync itself may need less than the least.
    `  the least would be ${least.airtable} and ${least.attio}, with the fields of both sides read once more`,
  ]
}
