import { createRequire as createRequireForBundle } from 'node:module'; let requireOfChunk; const require = (name) => (requireOfChunk ??= createRequireForBundle(import.meta.url))(name); const chunkUrl = () => import.meta.url;
import{require_dist}from"./yaml-dist-parse-parser.js";import{__toESM}from"./runtime.js";var import_yaml=__toESM(require_dist(),1);import{isDeepStrictEqual as O}from"node:util";function withIgnoreEntries(n,e){let r=w(n),s=S(r).map(l=>E(l)),a=e.map(l=>s.findIndex(f=>N(f,l))),t=new Map(e.flatMap((l,f)=>a[f]===-1?[]:[[a[f],l]])),o=e.filter((l,f)=>a[f]===-1),c={added:o.length,renewed:t.size};if(e.length===0)return{text:n,...c};let d=[...s.map((l,f)=>t.get(f)??l),...o],i=F(n,r,t,o);if(i!==void 0&&D(i,r,d))return{text:i,...c};let g=r.createNode(d),m=r.get("ignore",!0);return(0,import_yaml.isNode)(m)&&(g.comment=m.comment??null),r.set("ignore",g),{text:p(n,r.toString({lineWidth:0})),...c}}var w=n=>(0,import_yaml.parseDocument)(n,{version:"1.2",schema:"core"});function S(n){let e=n.get("ignore",!0);return(0,import_yaml.isSeq)(e)?e.items.filter(import_yaml.isMap):[]}var E=n=>n.toJSON();function N(n,e){return["rule","target","address","path"].every(r=>n[r]===e[r])}function D(n,e,r){let u=w(n),s={...e.toJSON(),ignore:r};return u.errors.length===0&&O(M(u.toJSON()),M(s))}var M=n=>JSON.parse(JSON.stringify(n));function F(n,e,r,u){let s=e.get("ignore",!0),a=(d,i)=>p(n,A(d,i));if(s===void 0){let d=n===""||n.endsWith(`
`)?"":`
`,i=n.trim()===""?"":`
`;return p(n,`${n}${d}${i}ignore:
`)+u.map(g=>a(g,2)).join("")}if(!(0,import_yaml.isSeq)(s)||s.flow===!0||s.items.length===0)return;let t=k(n,s);if(t===void 0)return;let o="",c=0;for(let[d,{start:i,end:g}]of t.entries()){let m=r.get(d);o+=n.slice(c,i)+(m===void 0?n.slice(i,g):a(m,t[0].indent)),c=g}return o.endsWith(`
`)||(o+=p(n,`
`)),o+u.map(d=>a(d,t[0].indent)).join("")+n.slice(c)}function k(n,{items:e}){let r=e.flatMap(a=>{let t=(0,import_yaml.isMap)(a)?a.range:void 0;if(t==null)return[];let o=n.lastIndexOf("-",t[0]-1),c=n.lastIndexOf(`
`,o)+1,d=n.slice(c,o).trim()===""&&n.slice(o+1,t[0]).trim()==="";if(o===-1||!d)return[];let i=n.indexOf(`
`,n[t[1]-1]===`
`?t[1]-1:t[1]);return[{start:c,end:i===-1?n.length:i+1,indent:o-c}]}),[u,...s]=r;return u===void 0||r.length<e.length?void 0:[u,...s]}function A(n,e){return(0,import_yaml.stringify)([n],{lineWidth:0}).replace(/^(?=.)/gm," ".repeat(e))}function p(n,e){return n.includes(`\r
`)?e.replace(/\r?\n/g,`\r
`):e}export{withIgnoreEntries};
