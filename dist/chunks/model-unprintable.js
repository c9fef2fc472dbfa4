import { createRequire as createRequireForBundle } from 'node:module'; let requireOfChunk; const require = (name) => (requireOfChunk ??= createRequireForBundle(import.meta.url))(name); const chunkUrl = () => import.meta.url;
var unprintable=new RegExp("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]|(?! )\\p{Zs}","gu");export{unprintable};
