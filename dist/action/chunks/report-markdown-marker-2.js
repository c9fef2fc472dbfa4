import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
function commentMarker(r){if(!/^[\w-]*[A-Za-z0-9]$/.test(r)||r.includes("--"))throw new Error(`no key of a comment: ${JSON.stringify(r)}`);return`<!-- driftcheck: ${r} -->`}export{commentMarker};
