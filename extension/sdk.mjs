/**
 * What the extension uses of Airtable's SDK, in the place of `@airtable/blocks/ui`: its index brings every component and
 * 300 kB of icons along. A name that is missing here fails the build.
 */
import '@airtable/blocks'
import expanding from '@airtable/blocks/dist/cjs/ui/expand_record'
import starting from '@airtable/blocks/dist/cjs/ui/initialize_block'
import base from '@airtable/blocks/dist/cjs/ui/use_base'
import cursor from '@airtable/blocks/dist/cjs/ui/use_cursor'
import config from '@airtable/blocks/dist/cjs/ui/use_global_config'
import loadable from '@airtable/blocks/dist/cjs/ui/use_loadable'
import session from '@airtable/blocks/dist/cjs/ui/use_session'
import watchable from '@airtable/blocks/dist/cjs/ui/use_watchable'

export const { initializeBlock } = starting
export const expandRecord = expanding.default
export const useBase = base.default
export const useCursor = cursor.default
export const useGlobalConfig = config.default
export const useLoadable = loadable.default
export const useSession = session.default
export const useWatchable = watchable.default
