let requireOfChunk; const requireOfNode = (name) => (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
function countText(r,t,n=`${t}s`){return`${r} ${r===1?t:n}`}function moreText(r){return`and ${r} more in the JSON report (--format json)`}export{countText,moreText};
