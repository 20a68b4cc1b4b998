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
import type { Table } from './airtable.ts'
import { cellToText, isComputed } from './cells.ts'
import { applyUpdates, readStore, watchStore, writeStore } from './global-config.ts'
import { deleteRecords, loadRecords, writeRecords } from './records.ts'

export const LEVELS = ['read', 'comment', 'edit', 'create', 'owner'] as const
export type Level = (typeof LEVELS)[number]
const MAY_WRITE: readonly Level[] = ['edit', 'create', 'owner']

/** In a second; beyond it Airtable ends the extension. */
const MOST_WRITES = 15

type World = {
  readonly baseId: string
  readonly name: string
  readonly tables: readonly Table[]
  readonly level: Level
  /** The records somebody marked in the grid, by id. */
  readonly marked: readonly string[]
}

/**
 * The object the SDK asks its window for, standing on the simulated base's REST: schema, session, permissions, global
 * config, and records to read and write. Schema changes and live pushes of records are refused with a sentence.
 */
export function openHost(world: World): AirtableInterface {
  const { baseId, level } = world
  const pace = new SlidingWindow(MOST_WRITES)
  const modelListeners: ((pushed: { changes: readonly ModelChange[] }) => void)[] = []
  const configListeners: ((pushed: { updates: readonly GlobalConfigUpdate[] }) => void)[] = []

  watchStore(baseId, (updates) => {
    for (const tell of configListeners) tell({ updates })
  })

  const tableById = (id: string): Table => {
    const table = world.tables.find((one) => one.id === id)
    if (!table) throw new Error('There is no such table in this base.')
    return table
  }

  async function apply(mutation: Mutation): Promise<void> {
    switch (mutation.type) {
      case 'createMultipleRecords':
        return writeRecords(baseId, tableById(mutation.tableId), 'POST', mutation.records)
      case 'setMultipleRecordsCellValues':
        return writeRecords(baseId, tableById(mutation.tableId), 'PATCH', mutation.records)
      case 'deleteMultipleRecords':
        return deleteRecords(baseId, tableById(mutation.tableId), mutation.recordIds)
      case 'setMultipleGlobalConfigPaths':
        writeStore(baseId, applyUpdates(mutation.updates, readStore(baseId)).newKvStore)
        for (const tell of configListeners) tell({ updates: mutation.updates })
        return
      default:
        throw new Error(`This desk does not carry out “${mutation.type}”.`)
    }
  }

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
    fieldTypeProvider: {
      isComputed: ({ type }) => isComputed(type),
      getConfig: (_app, { type, typeOptions }) => fieldConfig(type, typeOptions),
      validateCellValueForUpdate: () => ({ isValid: true }),
      validateConfigForUpdate: () => ({ isValid: true }),
      canBePrimary: (_app, { type }) =>
        !['checkbox', 'multipleAttachments', 'multipleRecordLinks'].includes(type),
      convertStringToCellValue: (_app, text, { type }) =>
        ['number', 'currency', 'percent'].includes(type)
          ? Number.isNaN(Number(text))
            ? null
            : Number(text)
          : text,
      convertCellValueToString: (_app, value) => cellToText(value),
      getCellRendererData: (_app, value) => ({
        cellValueHtml: asHtml(cellToText(value)),
        attributes: {},
      }),
      getUiConfig: () => ({
        iconName: 'text',
        desiredCellWidthForRecordCard: 150,
        minimumCellWidthForRecordCard: 100,
      }),
    },
    globalConfigHelpers: {
      validatePath: (path) =>
        path.every((part) => part !== '' && part !== '*')
          ? { isValid: true }
          : { isValid: false, reason: 'A key may not be empty or “*”.' },
      validateAndApplyUpdates: applyUpdates,
    },
    fetchAndSubscribeToTableDataAsync: async (id) => ({
      recordsById: await loadRecords(baseId, tableById(id)),
    }),
    unsubscribeFromTableData: () => {},
    fetchAndSubscribeToCellValuesInFieldsAsync: async (id) => ({
      recordsById: await loadRecords(baseId, tableById(id)),
    }),
    unsubscribeFromCellValuesInFields: () => {},
    fetchAndSubscribeToViewDataAsync: async (id) => {
      const fieldIds = tableById(id).fields.map((field) => field.id)
      return {
        visibleRecordIds: Object.keys(await loadRecords(baseId, tableById(id))),
        fieldOrder: { fieldIds, visibleFieldCount: fieldIds.length },
      }
    },
    unsubscribeFromViewData: () => {},
    fetchDefaultCellValuesByFieldIdAsync: async () => ({}),
    applyMutationAsync: async (mutation) => {
      if (pace.admit(baseId, Date.now())) return apply(mutation)
      crash()
      throw new Error('More than 15 writes in a second: Airtable ends the extension.')
    },
    checkPermissionsForMutation: () =>
      MAY_WRITE.includes(level)
        ? { hasPermission: true }
        : {
            hasPermission: false,
            reasonDisplayString: 'You need to be an editor of this base to do this.',
          },
    subscribeToModelUpdates: (listener) => void modelListeners.push(listener),
    subscribeToGlobalConfigUpdates: (listener) => void configListeners.push(listener),
    subscribeToSettingsButtonClick: () => {},
    subscribeToEnterFullScreen: () => {},
    subscribeToExitFullScreen: () => {},
    subscribeToFocus: () => {},
    fetchAndSubscribeToCursorDataAsync: async () => ({
      selectedRecordIdSet: Object.fromEntries(world.marked.map((id) => [id, true])),
      selectedFieldIdSet: {},
    }),
    unsubscribeFromCursorData: () => {},
    expandRecord: (tab, row) => parent.postMessage({ expand: { tab, row } }, location.origin),
    expandRecordList: () => {},
    expandRecordPickerAsync: async (_table, ids) => ids[0] ?? null,
    reloadFrame: () => location.reload(),
    setSettingsButtonVisibility: () => {},
    setUndoRedoMode: () => {},
    setFullscreenMaxSize: () => {},
    enterFullscreen: () => {},
    exitFullscreen: () => {},
    createVisList: (_app, records) => {
      let listed = [...records]
      return {
        removeRecordIds: (ids) => void (listed = listed.filter(({ id }) => !ids.includes(id))),
        addRecordData: (record) => void listed.push(record),
        getOrderedRecordIds: () => listed.map(({ id }) => id),
      }
    },
    setActiveViewOrTable: (id) => {
      for (const tell of modelListeners) tell({ changes: [{ path: ['activeTableId'], value: id }] })
    },
    fetchAndSubscribeToPerformRecordActionAsync: async () => null,
    performBackendFetchAsync: () =>
      Promise.reject(new Error('Airtable offers this to its own extensions only.')),
    trackEvent: () => {},
    trackExposure: () => {},
    sendStat: () => {},
  }
}

/** As the real frame after a fatal error: nothing of the extension is left but a way to begin anew. */
function crash(): void {
  const again = document.createElement('button')
  again.textContent = 'Reload'
  again.onclick = () => location.reload()
  const says = document.createElement('p')
  says.setAttribute('role', 'alert')
  says.textContent = 'This extension has crashed: it wrote more than 15 times in a second. '
  says.append(again)
  document.body.replaceChildren(says)
}

const PERSON = { id: 'usrDeskPerson0001', email: 'you@example.com', name: 'You' }

/** A copy for the SDK to own: it changes what it is given in place. */
function initData({ baseId, name, tables, level }: World, store: GlobalConfigData): SdkInitData {
  const baseData = {
    id: baseId,
    name,
    color: 'blue',
    tableOrder: tables.map(({ id }) => id),
    activeTableId: tables[0]?.id ?? null,
    tablesById: Object.fromEntries(tables.map((table) => [table.id, tableData(table)])),
    appInterface: {},
    collaboratorsById: { [PERSON.id]: PERSON },
    activeCollaboratorIds: [PERSON.id],
    currentUserId: PERSON.id,
    permissionLevel: level,
    enabledFeatureNames: [],
    cursorData: null,
    billingPlanGrouping: 'business',
    isBlockDevelopmentRestrictionEnabled: false,
    workspaceId: 'wspDeskWorkspace1',
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

const tableData = ({ id, name, primaryFieldId, description, fields, views }: Table) => ({
  id,
  name,
  primaryFieldId,
  description: description ?? null,
  fieldsById: Object.fromEntries(
    fields.map((field) => [
      field.id,
      {
        id: field.id,
        name: field.name,
        type: field.type,
        typeOptions: field.options ?? null,
        description: null,
        lock: null,
        isSynced: false,
      },
    ]),
  ),
  activeViewId: views[0]?.id ?? null,
  viewOrder: views.map((view) => view.id),
  viewsById: Object.fromEntries(views.map((view) => [view.id, { ...view, isLockedView: false }])),
  lock: null,
  externalSyncById: null,
})

type Config = ReturnType<AirtableInterface['fieldTypeProvider']['getConfig']>
const fieldConfig = (
  type: string,
  options: { [key: string]: unknown } | null | undefined,
): Config => ({ type, ...(options ? { options } : {}) }) as unknown as Config

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const newId = (prefix: string): string =>
  prefix +
  [...crypto.getRandomValues(new Uint8Array(14))]
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join('')

function asHtml(text: string): string {
  const holder = document.createElement('div')
  holder.textContent = text
  return holder.innerHTML
}
