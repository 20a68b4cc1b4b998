import { SampleAnswer, SampleRequest } from '../../shared/api/sample.ts'
import { ok } from '../../shared/result.ts'
import type { SampledWay } from '../objects/sync/rpc.ts'
import { crossingOf } from './crossing.ts'
import { slotOf } from './mappings.ts'
import { route } from './route.ts'
import { ownSync } from './sync.ts'
import { wireSide } from './wire-side.ts'

const wireWay = (way: SampledWay | null) =>
  way && {
    ...way,
    samples: way.samples.map((one) => ({ ...one })),
    loses: [...way.loses],
    counts: way.counts.map((one) => ({ ...one })),
  }

export const sampleMapping = route(
  'POST /api/crm/field-mappings/sample',
  {
    says: 'What a mapping would make of real records, each way, before it is made; nothing is written.',
    body: SampleRequest,
    answer: SampleAnswer,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const draft = {
      left: slotOf(body.appField, body.appPart),
      right: slotOf(body.crmField, body.crmPart),
      direction: body.syncDirection,
      ...crossingOf(body),
    }
    const view = await own.value.sync.sample(body.entityType, draft, body.limit)
    if (!view.ok) return view
    const { left, right, required } = view.value
    return ok({
      toApp: wireWay(left),
      toCrm: wireWay(right),
      required: required.map((one) => ({ ...one, side: wireSide(one.side) })),
    })
  },
)
