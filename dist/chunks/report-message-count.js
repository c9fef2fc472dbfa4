import { createRequire as createRequireForBundle } from 'node:module'; let requireOfChunk; const require = (name) => (requireOfChunk ??= createRequireForBundle(import.meta.url))(name); const chunkUrl = () => import.meta.url;
function countText(r,t,n=`${t}s`){return`${r} ${r===1?t:n}`}function moreText(r){return`and ${r} more in the JSON report (--format json)`}export{countText,moreText};
