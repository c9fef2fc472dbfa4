import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
function countText(r,t,n=`${t}s`){return`${r} ${r===1?t:n}`}function moreText(r){return`and ${r} more in the JSON report (--format json)`}export{countText,moreText};
