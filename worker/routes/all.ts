/** Every route of the API, in the order the documents show them. */
import * as audit from './audit.ts'
import * as backups from './backups.ts'
import * as card from './card.ts'
import * as configs from './configs.ts'
import * as conflicts from './conflicts.ts'
import * as matches from './matches.ts'
import * as connections from './connections.ts'
import * as filters from './filters.ts'
import * as formulas from './formulas.ts'
import * as erasures from './erasures.ts'
import * as holds from './holds.ts'
import * as records from './records.ts'
import * as keys from './keys.ts'
import * as ledger from './ledger.ts'
import * as live from './live.ts'
import * as links from './links.ts'
import * as making from './making.ts'
import * as mappings from './mappings.ts'
import * as members from './members.ts'
import { numbers } from './numbers.ts'
import * as pairings from './pairings.ts'
import type { Route } from './route.ts'
import * as runs from './runs.ts'
import * as subscriptions from './subscriptions.ts'
import { sampleMapping } from './samples.ts'
import * as signIns from './sign-in.ts'
import { suggestFields, suggestPairings } from './suggestions.ts'
import { createWorkspace } from './workspaces.ts'

export const ROUTES: readonly Route[] = [
  connections.listConnections,
  connections.connect,
  signIns.signIn,
  signIns.signInState,
  connections.testConnection,
  connections.changeConnection,
  connections.disconnect,
  connections.availableFields,
  filters.listViews,
  suggestPairings,
  making.offerTable,
  making.createTable,
  making.createField,
  configs.listConfigs,
  configs.createConfig,
  configs.getConfig,
  configs.changeConfig,
  configs.deleteConfig,
  configs.pauseConfig,
  configs.resumeConfig,
  pairings.listPairings,
  pairings.createPairing,
  pairings.changePairing,
  pairings.deletePairing,
  filters.countFilter,
  mappings.listMappings,
  mappings.createMapping,
  mappings.changeMapping,
  mappings.deleteMapping,
  sampleMapping,
  suggestFields,
  formulas.listFunctions,
  formulas.checkFormula,
  runs.preview,
  runs.trigger,
  live.giveTicket,
  live.live,
  runs.listLogs,
  runs.getLog,
  runs.listWrites,
  runs.undo,
  runs.retry,
  runs.summary,
  runs.cancel,
  runs.approve,
  conflicts.listConflicts,
  conflicts.resolveConflicts,
  conflicts.resolveConflict,
  conflicts.ignoreConflict,
  matches.listMatches,
  matches.sayMatches,
  matches.saySame,
  matches.sayApart,
  matches.listDuplicates,
  records.listRecords,
  records.recordAddress,
  numbers,
  card.getCard,
  card.push,
  card.outcomes,
  subscriptions.listSubscriptions,
  subscriptions.subscribe,
  subscriptions.unsubscribe,
  holds.listHolds,
  holds.createHold,
  holds.releaseHold,
  erasures.listErasures,
  erasures.eraseRecord,
  links.listLinks,
  links.createLink,
  links.deleteLink,
  backups.createBackup,
  backups.listBackups,
  backups.downloadBackup,
  backups.deleteBackup,
  backups.restoreBackup,
  ledger.listLedger,
  ledger.exportLedger,
  ledger.explain,
  keys.listKeys,
  keys.createKey,
  keys.revokeKey,
  members.listMembers,
  members.changeMember,
  members.removeMember,
  members.listInvitations,
  members.invite,
  members.withdraw,
  audit.listAudit,
  audit.exportAudit,
  signIns.finishSignIn,
  signIns.startPairing,
  signIns.collectSession,
  signIns.me,
  signIns.signOut,
  createWorkspace,
]
