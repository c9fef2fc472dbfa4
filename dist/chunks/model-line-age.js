import { createRequire as createRequireForBundle } from 'node:module'; let requireOfChunk; const require = (name) => (requireOfChunk ??= createRequireForBundle(import.meta.url))(name); const chunkUrl = () => import.meta.url;
function isFuture(e,t){return e.getTime()>t.getTime()+6e4}function isWithinGrace(e,t,o){return!isFuture(e,t)&&t.getTime()-e.getTime()<o*1e3}export{isFuture,isWithinGrace};
