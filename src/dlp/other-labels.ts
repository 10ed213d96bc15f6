// What the numbers of trade, post and machines are called. Such a name shortly before a value, and nearer than a label of the detector's own, says that the
// value is no person's: shared by the detectors that would otherwise believe in the form of a number alone.

const NUMBERED = (
  'order,purchase order,work order,sales order,invoice,tracking,shipment,shipping,parcel,package,waybill,delivery,ticket,case,part,serial,reference,ref,confirmation,transaction,product,' +
  'catalog,catalogue,item,model,batch,lot,quote,quotation,contract,permit,docket,receipt,session,request,event,message,device,asset,trace,span,job,build,barcode,meter,meeting,webinar,' +
  'conference,booking,reservation,coupon,voucher,promo,container,component,article,stock,bill,batch,license key,product key,activation,serial key,incident,bug,issue,change,check,job'
).split(',')
const ENDINGS = 'number,numbers,no,num,nr,id,ids,code,#,key'.split(',')
/** Said alone, without `number` behind, these already name one. */
const ALONE = (
  'order,orders,invoice,invoices,tracking,shipment,parcel,waybill,ticket,tickets,serial,ref,reference,confirmation,sku,upc,ean,gtin,isbn,issn,imei,iccid,model,barcode,po,docket,asset,batch,lot,part,' +
  'quote,hash,checksum,sha,md5,commit,uuid,guid,token,timestamp,version,build,firmware,coupon,voucher,container,fedex,ups,usps,dhl,s/n,p/n,rma,nsn,cas,duns,meter,latitude,longitude,lat,lon,zoom,' +
  'meeting,webinar,passcode,doi,pmid,transaction,catalog,bates'
).split(',')

export const TRADE_LABELS: readonly string[] = [
  ...ALONE,
  ...NUMBERED.flatMap((noun) => ENDINGS.flatMap((ending) => [`${noun} ${ending}`, `${noun}${ending}`.replaceAll(' ', '')])),
]

export const TELEPHONE_LABELS: readonly string[] =
  'phone,phones,telephone,telephones,tel,fax,cell,mobile,call,calls,calling,text,sms,pager,ring,dial,contact,whatsapp,helpline,hotline,switchboard,toll free,extension,ext'.split(
    ',',
  )
