import { start } from './airtable/start.tsx'
import { App } from './app.tsx'
import './style.css'

start(() => <App />)
