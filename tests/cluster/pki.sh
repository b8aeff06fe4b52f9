# shellcheck shell=bash
# Sourced in the data folder. Certificates, kubeconfigs and tokens of a control plane, in pki/.
key() { openssl ecparam -name prime256v1 -genkey -noout -out "pki/$1.key" 2>/dev/null; }

authority() {
  key "$1"
  openssl req -x509 -new -key "pki/$1.key" -days 30 -subj "/CN=$1" -out "pki/$1.crt" -addext "keyUsage=critical,digitalSignature,keyCertSign,cRLSign" 2>/dev/null
}

# certificate NAME AUTHORITY SUBJECT USAGE [ALTERNATIVE-NAMES]
certificate() {
  key "$1"
  {
    echo "basicConstraints=CA:FALSE"
    echo "keyUsage=critical,digitalSignature"
    echo "extendedKeyUsage=$4"
    [ -z "${5:-}" ] || echo "subjectAltName=$5"
  } > "pki/$1.ext"
  openssl req -new -key "pki/$1.key" -subj "$3" -out "pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "pki/$1.csr" -CA "pki/$2.crt" -CAkey "pki/$2.key" -CAcreateserial -days 30 -extfile "pki/$1.ext" -out "pki/$1.crt" 2>/dev/null
}

# kubeconfig FILE CERTIFICATE
kubeconfig() {
  cat > "$1" <<CONFIG
apiVersion: v1
kind: Config
clusters: [{name: transship, cluster: {server: "https://$ADDR:$PORT", certificate-authority-data: $(base64 -w0 pki/ca.crt)}}]
users: [{name: $2, user: {client-certificate-data: $(base64 -w0 "pki/$2.crt"), client-key-data: $(base64 -w0 "pki/$2.key")}}]
contexts: [{name: transship, context: {cluster: transship, user: $2}}]
current-context: transship
CONFIG
  chmod 600 "$1"
}

make_pki() {
  mkdir -p pki
  authority ca
  authority front-proxy-ca
  certificate apiserver ca "/CN=kube-apiserver" serverAuth \
    "IP:127.0.0.1,IP:$ADDR,IP:$SERVICE_IP,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  certificate admin ca "/O=system:masters/CN=admin" clientAuth
  certificate controllers ca "/CN=system:kube-controller-manager" clientAuth
  certificate scheduler ca "/CN=system:kube-scheduler" clientAuth
  certificate kubelet-client ca "/O=system:masters/CN=kube-apiserver-kubelet-client" clientAuth
  certificate node ca "/O=system:nodes/CN=system:node:$NODE" "clientAuth,serverAuth" "DNS:$NODE,IP:$ADDR,IP:127.0.0.1"
  certificate front-proxy front-proxy-ca "/CN=front-proxy-client" clientAuth
  openssl genrsa -out pki/service-account.key 2048 2>/dev/null
  openssl rsa -in pki/service-account.key -pubout -out pki/service-account.pub 2>/dev/null
  local name
  for name in admin controllers scheduler node; do kubeconfig "$name.kubeconfig" "$name"; done
}
