// Staff pages with much to do: single keys, and drafts that are kept.
import "./keys.js"
import "./drafts.js"
