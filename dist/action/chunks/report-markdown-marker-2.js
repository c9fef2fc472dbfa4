import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
function commentMarker(key){if(!/^[\w-]*[A-Za-z0-9]$/.test(key)||key.includes("--"))throw new Error(`no key of a comment: ${JSON.stringify(key)}`);return`<!-- driftcheck: ${key} -->`}export{commentMarker};
