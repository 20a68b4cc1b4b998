import { start } from './airtable/start.tsx'
import { App } from './app.tsx'
import './style/tokens.css'
import './style/base.css'

start(() => <App />)
