// Top-level domains that make a bare name with a path (`example.org/visit`) a web address. The generic ones in wide use and the country codes; country
// codes that are endings of files or English words where a full stop lacks its space (`.md`, `.py`, `.is`) are left out. Source: the IANA root zone
// database, from general knowledge.
const GENERIC =
  'com,org,net,edu,gov,mil,int,info,biz,name,pro,health,care,healthcare,clinic,hospital,doctor,dental,dentist,surgery,pharmacy,fitness,vision,insurance,' +
  'app,dev,cloud,online,site,website,web,store,shop,tech,digital,systems,solutions,services,support,team,group,company,agency,center,community,foundation,' +
  'ngo,charity,academy,school,university,email,link,click,page,blog,news,media,live,world,global,today,life,space,xyz,top,club,zone,network,software,host,' +
  'london,nyc,museum,aero,coop,jobs,mobi,travel,example,test'
const COUNTRIES =
  'ae,ag,ai,ar,au,az,ba,bd,bg,bh,bo,br,bw,by,bz,ca,ch,ci,cl,cn,co,cr,cu,cy,cz,de,dk,do,dz,ec,ee,eg,es,eu,fi,fj,fm,fr,gd,ge,gh,gl,gr,gt,hk,hn,hr,hu,id,ie,il,io,ir,' +
  'jm,jo,jp,ke,kr,kw,kz,lb,li,lk,lt,lu,lv,ly,ma,mc,me,mk,mn,mo,mt,mu,mx,ng,ni,nl,np,nz,om,pa,pe,ph,pk,pr,pt,qa,ro,ru,rw,sa,se,sg,si,sk,sn,su,sv,th,tn,tr,tt,' +
  'tv,tw,tz,ua,ug,uk,us,uy,uz,ve,vn,ws,ye,za,zm,zw,be,no'

export const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(`${GENERIC},${COUNTRIES}`.split(','))
