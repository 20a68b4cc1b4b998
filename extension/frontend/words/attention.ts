import type { Config } from '../../../shared/api/config.ts'
import type { Place } from '../place.ts'
import { say } from './say.ts'
import type { Tone } from './sync-state.ts'
import { byPairing } from './tally.ts'
import { count } from './time.ts'

/** The sorts of such things, by which a person may leave some unmentioned. */
export type NeedKind =
  'stopped' | 'asking' | 'failed' | 'conflicts' | 'blocked' | 'trouble' | 'quota'

/** Something that goes on only once a person has looked: what, why, and where to. */
export type Need = {
  readonly key: string
  readonly kind: NeedKind
  readonly tone: Extract<Tone, 'warn' | 'bad'>
  readonly title: string
  readonly says: string
  readonly action: string
  readonly to: Place
}

/** What needs a person in these syncs, the gravest first; of the sorts in `silent` nothing is said. */
export function needsOf(
  configs: readonly Config[],
  silent: readonly string[] = [],
): readonly Need[] {
  const needs = configs.flatMap(needsOfOne).filter(({ kind }) => !silent.includes(kind))
  return [
    ...needs.filter(({ tone }) => tone === 'bad'),
    ...needs.filter(({ tone }) => tone === 'warn'),
  ]
}

function needsOfOne(config: Config): readonly Need[] {
  const { id: configId, name, lastRun: run } = config
  const { attention } = say
  const needs: Need[] = []
  const need = (one: Omit<Need, 'key'>) =>
    needs.push({ ...one, key: `${configId} ${needs.length}` })
  const [conflicts, blocked] = [most(config, 'conflict'), most(config, 'blocked')]

  if (config.stopped !== null)
    need({
      kind: 'stopped',
      tone: 'bad',
      title: attention.stopped(name),
      says: config.stopped,
      action: attention.connectAgain,
      to: { at: 'settings', part: 'connections', configId },
    })
  else if (run?.phase === 'asking')
    need({
      kind: 'asking',
      tone: 'warn',
      title: attention.asking(name),
      says: run.says ?? '',
      action: attention.look,
      to: { at: 'run', runId: run.id },
    })
  else if (run?.phase === 'failed')
    need({
      kind: 'failed',
      tone: 'bad',
      title: attention.failed(name),
      says: run.says ?? '',
      action: attention.seeRun,
      to: { at: 'run', runId: run.id },
    })
  if (conflicts > 0)
    need({
      kind: 'conflicts',
      tone: 'warn',
      title: attention.conflicts(count(conflicts, 'record'), name),
      says: attention.conflictsSay,
      action: attention.decide,
      to: { at: 'decide', configId },
    })
  if (blocked > 0)
    need({
      kind: 'blocked',
      tone: 'warn',
      title: attention.blocked(count(blocked, 'record'), name),
      says: attention.blockedSay,
      action: attention.mend,
      to: { at: 'sync', configId },
    })
  const [trouble, ...more] = config.troubles
  if (trouble)
    need({
      kind: 'trouble',
      tone: 'warn',
      title:
        more.length === 0
          ? attention.trouble(name)
          : attention.moreTrouble(count(more.length + 1, 'field'), name),
      says: trouble.says,
      action: attention.openMapping,
      to: { at: 'mapping', configId, entityType: trouble.entityType },
    })
  if (config.quota?.says && config.quota.level !== 'fine')
    need({
      kind: 'quota',
      tone: config.quota.level === 'spent' ? 'bad' : 'warn',
      title: attention.quota(name),
      says: config.quota.says,
      action: attention.seeSettings,
      to: { at: 'settings', part: 'sync', configId },
    })
  return needs
}

/** How many records of a sync stand so. A linked pair is counted on both sides, and is one thing to look at. */
const most = ({ counts }: Config, of: 'conflict' | 'blocked'): number =>
  byPairing(counts).reduce(
    (total, { sides }) => total + Math.max(0, ...sides.map((side) => side[of])),
    0,
  )
