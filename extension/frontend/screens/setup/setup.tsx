import { useEffect, useRef } from 'react'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { Screen } from '../../parts/screen.tsx'
import { EmptyState, Failed, Loading, Refused } from '../../parts/states.tsx'
import { Steps } from '../../parts/steps.tsx'
import { useToast } from '../../parts/toast.tsx'
import { SETUP_STEPS, type SetupStep } from '../../place.ts'
import { useDraft } from '../../setup/draft.ts'
import { useWhere } from '../../shell/where.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useConnections } from '../../worker/connections.ts'
import { useIsGone } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { ChooseStep } from './choose-step.tsx'
import { ConnectStep } from './connect-step.tsx'
import { FieldsStep } from './fields-step.tsx'
import { PreviewStep } from './preview-step.tsx'
import { RulesStep } from './rules-step.tsx'
import { StartStep } from './start-step.tsx'
import './setup.css'

const words = say.setup
/** The last one is no decision any more. */
const SHOWN: readonly SetupStep[] = SETUP_STEPS.slice(0, -1)

/** From nothing to a running sync, one decision a step. What is decided lies in the base: anyone with the right goes on from there. */
export function Setup() {
  const base = useOpenBase()
  const client = useClient()
  const { swap, begin } = useWhere()
  const { toast } = useToast()
  const { draft, read, isBegun, change, forget } = useDraft()
  const connections = useConnections(client)
  const why = useForbids()('POST /api/crm/configs')
  const isGone = useIsGone(client, draft.configId)

  // Dropped in another tab, or by a colleague: whoever watched it run is done, and the others are told.
  const stood = useRef({ isBegun, step: draft.step })
  useEffect(() => {
    const { isBegun: wasBegun, step: last } = stood.current
    stood.current = { isBegun, step: draft.step }
    if (!wasBegun || isBegun) return
    if (last === 'start') begin({ at: 'home' })
    else toast({ says: words.startedOver })
  }, [isBegun, draft.step, begin, toast])
  function dropped(then: () => void) {
    stood.current = { ...stood.current, isBegun: false }
    forget()
    then()
  }

  const items = connections.data?.items ?? []
  const app = items.find(({ resource }) => resource === base.id) ?? null
  const crms = items.filter(({ provider }) => provider !== 'airtable')
  const crm = crms.find(({ id }) => id === draft.crmConnectionId) ?? crms[0] ?? null
  const isConnected = app?.status === 'connected' && crm?.status === 'connected'
  const step = !isConnected ? 'connect' : draft.step === 'connect' ? 'choose' : draft.step
  const at = SHOWN.indexOf(step)

  const go = (to: SetupStep) => {
    change({ step: to, crmConnectionId: crm?.id ?? null })
    swap({ at: 'setup', step: to })
  }

  if (why !== null)
    return (
      <Screen title={words.title} width="narrow">
        <Refused
          why={why}
          action={why === base.forbids ? <p className="quiet">{words.askOwner}</p> : null}
        />
      </Screen>
    )
  if (connections.isLoading)
    return (
      <Screen title={words.title} width="narrow">
        <Loading />
      </Screen>
    )
  if (connections.error && items.length === 0)
    return (
      <Screen title={words.title} width="narrow">
        <Failed
          title={say.parts.couldNotRead(words.connectTitle)}
          problem={connections.error}
          onRetry={() => void connections.refetch()}
          isBusy={connections.isFetching}
        />
      </Screen>
    )

  if (isGone)
    return (
      <Screen title={words.title} width="narrow">
        <EmptyState
          title={words.gone}
          action={
            <Button look="strong" onPress={() => dropped(() => begin({ at: 'setup' }))}>
              {words.beginAgain}
            </Button>
          }
        >
          {words.goneSays}
        </EmptyState>
      </Screen>
    )

  const asked = { draft, read, change, go }
  return (
    <Screen
      title={TITLES[step].title}
      says={TITLES[step].says}
      width="narrow"
      actions={
        isBegun && step !== 'start' ? (
          <Button
            look="quiet"
            size="small"
            onPress={() => {
              const before = draft
              if (before.configId !== null) void client.deleteConfig(before.configId)
              dropped(() => begin({ at: 'setup' }))
              toast({ says: words.startedOver })
            }}
          >
            {words.startOver}
          </Button>
        ) : null
      }
    >
      {step === 'start' ? null : (
        <Steps
          label={words.progress}
          steps={SHOWN.map((one) => words.steps[one])}
          at={at}
          says={words.stepOf(at + 1, SHOWN.length, words.steps[step])}
        />
      )}
      {isBegun && draft.by !== null && draft.by !== base.user ? (
        <p className="quiet">{words.shared(draft.by)}</p>
      ) : null}
      {step === 'connect' || app === null || crm === null ? (
        <ConnectStep app={app} crms={crms} onChanged={() => void connections.refetch()} />
      ) : step === 'choose' ? (
        <ChooseStep {...asked} app={app} crm={crm} crms={crms} />
      ) : step === 'fields' ? (
        <FieldsStep {...asked} app={app} crm={crm} />
      ) : step === 'rules' ? (
        <RulesStep {...asked} app={app} crm={crm} />
      ) : step === 'preview' ? (
        <PreviewStep {...asked} app={app} crm={crm} />
      ) : (
        <StartStep
          {...asked}
          app={app}
          crm={crm}
          onDone={() => dropped(() => begin({ at: 'home' }))}
        />
      )}
    </Screen>
  )
}

const TITLES: { readonly [step in SetupStep]: { title: string; says: string } } = {
  connect: { title: words.connectTitle, says: words.connectSays },
  choose: { title: words.chooseTitle, says: words.chooseSays },
  fields: { title: words.fieldsTitle, says: words.fieldsSays },
  rules: { title: words.rulesTitle, says: words.rulesSays },
  preview: { title: words.previewTitle, says: words.previewSays },
  start: { title: words.startTitle, says: words.startSays },
}
