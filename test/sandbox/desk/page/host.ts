import type {
  AirtableInterface,
  SdkInitData,
} from '@airtable/blocks/dist/types/src/types/airtable_interface'
import type { ModelChange } from '@airtable/blocks/dist/types/src/types/base'
import type {
  GlobalConfigData,
  GlobalConfigUpdate,
} from '@airtable/blocks/dist/types/src/types/global_config'
import type { Mutation } from '@airtable/blocks/dist/types/src/types/mutations'
import { SlidingWindow } from '../../limiter.ts'
import { fieldTypes } from './field-types.ts'
import { applyUpdates, readStore, watchStore, writeStore } from './global-config.ts'
import { HeldWrites } from './held-writes.ts'
import { Live } from './live.ts'
import { type Cursor, hearPage, type Level, tellPage } from './outer.ts'
import type { Opened, Screen } from './screen.ts'
import { sortedList } from './sorted-list.ts'
import { tableData } from './table-data.ts'

const MAY_WRITE: readonly Level[] = ['edit', 'create', 'owner']
const MAY_BUILD: readonly Level[] = ['create', 'owner']

/** In a second; beyond it Airtable ends the extension. */
const MOST_WRITES = 15

type World = {
  readonly baseId: string
  readonly name: string
  readonly opened: Opened
  readonly screen: Screen
  readonly level: Level
  /** The records somebody marked in the grid, by id. */
  readonly marked: readonly string[]
}

/**
 * The object the SDK asks its window for, standing on the simulated base: schema, session, permissions, global config,
 * the cursor, and records to read and write. What changes in the base is told as it happens, as Airtable does.
 */
export function openHost(world: World): AirtableInterface {
  const { baseId, opened } = world
  const pace = new SlidingWindow(MOST_WRITES)
  const modelListeners: ((pushed: { changes: readonly ModelChange[] }) => void)[] = []
  const configListeners: ((pushed: { updates: readonly GlobalConfigUpdate[] }) => void)[] = []
  const settingsListeners: (() => void)[] = []
  const enterListeners: (() => void)[] = []
  const exitListeners: (() => void)[] = []
  /** What was refused: where the SDK cannot take it back it throws it again, and Airtable ends the extension. */
  const refused = new WeakSet<Error>()
  let cursor: Cursor = { table: opened.tables[0]?.id ?? '', view: null, marked: [...world.marked] }
  let isCursorHeld = false
  let { level } = world

  const tell = (changes: readonly ModelChange[]): void => {
    for (const one of modelListeners) one({ changes })
  }
  const live = new Live(world.screen, opened, tell, (record, field) => held.holds(record, field))

  watchStore(baseId, (updates) => {
    for (const hear of configListeners) hear({ updates })
  })
  addEventListener('error', ({ error }) => {
    if (error instanceof Error && refused.has(error))
      crash(`a change was refused after it was shown. ${error.message}`)
  })
  hearPage((said) => {
    if (said.cursor) moveTo(said.cursor)
    if (said.role) {
      level = said.role
      tell([{ path: ['permissionLevel'], value: level }])
    }
    if (said.settings) for (const hear of settingsListeners) hear()
    if (said.isFull !== undefined)
      for (const hear of said.isFull ? enterListeners : exitListeners) hear()
  })

  function moveTo(next: Cursor): void {
    cursor = next
    const { table, view } = next
    tell([
      ...(view === null ? [] : [{ path: ['tablesById', table, 'activeViewId'], value: view }]),
      { path: ['activeTableId'], value: table },
      ...(isCursorHeld
        ? [{ path: ['cursorData', 'selectedRecordIdSet'], value: markedIn(next) }]
        : []),
    ])
  }

  async function send(mutation: Mutation): Promise<void> {
    if (!pace.admit(baseId, Date.now())) {
      crash('it wrote more than 15 times in a second.')
      throw new Error('More than 15 writes in a second: Airtable ends the extension.')
    }
    try {
      if (mutation.type !== 'setMultipleGlobalConfigPaths') return await live.write(mutation)
      writeStore(baseId, applyUpdates(mutation.updates, readStore(baseId)).newKvStore)
      for (const hear of configListeners) hear({ updates: mutation.updates })
    } catch (error) {
      if (error instanceof Error) refused.add(error)
      throw error
    }
  }
  const held = new HeldWrites(send)

  return {
    sdkInitData: initData(world, readStore(baseId)),
    assertAllowedSdkPackageVersion: () => {},
    idGenerator: {
      generateRecordId: () => newId('rec'),
      generateFieldId: () => newId('fld'),
      generateTableId: () => newId('tbl'),
    },
    urlConstructor: {
      getTableUrl: (table) => `${location.origin}/${table}`,
      getViewUrl: (view, table) => `${location.origin}/${table}/${view}`,
      getRecordUrl: (record, table) => `${location.origin}/${table}/${record}`,
      getAttachmentClientUrl: (_app, _id, url) => url,
    },
    aggregators: {
      aggregate: () => null,
      aggregateToString: () => '',
      getAggregatorConfig: (key) => ({ key, displayName: key, shortDisplayName: key }),
      getAllAvailableAggregatorKeys: () => [],
      getAvailableAggregatorKeysForField: () => [],
    },
    fieldTypeProvider: fieldTypes,
    globalConfigHelpers: {
      validatePath: (path) =>
        path.every((part) => part !== '' && part !== '*')
          ? { isValid: true }
          : { isValid: false, reason: 'A key may not be empty or “*”.' },
      validateAndApplyUpdates: applyUpdates,
    },
    fetchAndSubscribeToTableDataAsync: async (id) => ({ recordsById: await live.load(id) }),
    unsubscribeFromTableData: (id) => live.unload(id),
    fetchAndSubscribeToCellValuesInFieldsAsync: async (id, fields) => ({
      recordsById: await live.load(id, fields),
    }),
    unsubscribeFromCellValuesInFields: (id, fields) => live.unload(id, fields),
    fetchAndSubscribeToViewDataAsync: (id, view) => live.loadView(id, view),
    unsubscribeFromViewData: (_id, view) => live.unloadView(view),
    fetchDefaultCellValuesByFieldIdAsync: async () => ({}),
    applyMutationAsync: (mutation, { holdForMs = 0 } = {}) => held.write(mutation, holdForMs),
    checkPermissionsForMutation: ({ type }) => {
      const isSchema = /Field|Table/.test(type)
      if ((isSchema ? MAY_BUILD : MAY_WRITE).includes(level)) return { hasPermission: true }
      const who = isSchema ? 'a creator' : 'an editor'
      const reasonDisplayString = `You need to be ${who} of this base to do this.`
      return { hasPermission: false, reasonDisplayString }
    },
    subscribeToModelUpdates: (listener) => void modelListeners.push(listener),
    subscribeToGlobalConfigUpdates: (listener) => void configListeners.push(listener),
    subscribeToSettingsButtonClick: (listener) => void settingsListeners.push(listener),
    subscribeToEnterFullScreen: (listener) => void enterListeners.push(listener),
    subscribeToExitFullScreen: (listener) => void exitListeners.push(listener),
    subscribeToFocus: () => {},
    fetchAndSubscribeToCursorDataAsync: async () => {
      isCursorHeld = true
      return { selectedRecordIdSet: markedIn(cursor), selectedFieldIdSet: {} }
    },
    unsubscribeFromCursorData: () => {
      isCursorHeld = false
    },
    expandRecord: (tab, row) => tellPage({ expand: { tab, row } }),
    expandRecordList: () => {},
    expandRecordPickerAsync: async (_table, ids) => ids[0] ?? null,
    reloadFrame: () => location.reload(),
    setSettingsButtonVisibility: (hasSettings) => tellPage({ hasSettings }),
    setUndoRedoMode: () => {},
    setFullscreenMaxSize: () => {},
    enterFullscreen: () => tellPage({ full: true }),
    exitFullscreen: () => tellPage({ full: false }),
    createVisList: (_app, records, fields, sorts) => sortedList(records, fields, sorts),
    setActiveViewOrTable: (table, view) => {
      moveTo({ table, view: view ?? null, marked: [] })
      tellPage({ goTo: { table, view: view ?? null } })
    },
    fetchAndSubscribeToPerformRecordActionAsync: async () => null,
    performBackendFetchAsync: () =>
      Promise.reject(new Error('Airtable offers this to its own extensions only.')),
    trackEvent: () => {},
    trackExposure: () => {},
    sendStat: () => {},
  }
}

const markedIn = ({ marked }: Cursor): { [id: string]: boolean } =>
  Object.fromEntries(marked.map((id) => [id, true]))

/** As the real frame after a fatal error: nothing of the extension is left but a way to begin anew. */
function crash(why: string): void {
  const again = document.createElement('button')
  again.textContent = 'Reload'
  again.onclick = () => location.reload()
  const says = document.createElement('p')
  says.setAttribute('role', 'alert')
  says.textContent = `This extension has crashed: ${why} `
  says.append(again)
  document.body.replaceChildren(says)
}

const PERSON = { id: 'usrDeskPerson0001', email: 'you@example.com', name: 'You' }

/** A copy for the SDK to own: it changes what it is given in place. */
function initData({ baseId, name, opened, level }: World, store: GlobalConfigData): SdkInitData {
  const { tables, collaborators, workspaceId } = opened
  const baseData = {
    id: baseId,
    name,
    color: 'blue',
    tableOrder: tables.map(({ id }) => id),
    activeTableId: tables[0]?.id ?? null,
    tablesById: Object.fromEntries(tables.map((table) => [table.id, tableData(table)])),
    appInterface: {},
    collaboratorsById: Object.fromEntries([...collaborators, PERSON].map((one) => [one.id, one])),
    activeCollaboratorIds: [...collaborators, PERSON].map(({ id }) => id),
    currentUserId: PERSON.id,
    permissionLevel: level,
    enabledFeatureNames: [],
    cursorData: null,
    billingPlanGrouping: 'business',
    isBlockDevelopmentRestrictionEnabled: false,
    workspaceId,
  }
  const data = {
    initialKvValuesByKey: store,
    isDevelopmentMode: false,
    baseData,
    blockInstallationId: 'bliDeskInstall001',
    isFullscreen: false,
    isFirstRun: false,
    intentData: null,
    isUsingNewLookupCellValueFormat: true as const,
    runContext: { type: 'dashboardApp' },
    locale: 'en',
    defaultLocale: 'en',
  }
  // The SDK's types are enums, which only its own code can name; their values are these strings.
  return structuredClone(data) as unknown as SdkInitData
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const newId = (prefix: string): string =>
  prefix +
  [...crypto.getRandomValues(new Uint8Array(14))]
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join('')
