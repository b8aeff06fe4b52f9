# Writes README.md from values.yaml: a row per setting whose comment begins with "# -- ". Run by config/generate.sh.
BEGIN {
  print "<!-- Written from values.yaml by `make manifests`; change the comments there. -->\n# transship\n"
  print "The operator that replicates container images, Helm charts and other OCI artifacts between registries.\n"
  print "    helm install transship charts/transship --namespace transship-system --create-namespace\n"
  print "The release installs the resource definitions, keeps them when it is uninstalled, and upgrades them with the chart. Several combinations of"
  print "values are in [ci](ci); [docs/operations/install.md](../../docs/operations/install.md) tells which setting serves what.\n"
  print "## Values\n"
  print "| value | default | what it does |"
  print "|---|---|---|"
}

/^ *# -- / { text = $0; sub(/^ *# -- /, "", text); gsub(/\|/, "\\|", text); next }
/^ *[A-Za-z0-9]+:/ {
  match($0, /^ */)
  depth = RLENGTH / 2
  key = $0; sub(/^ */, "", key); sub(/:.*/, "", key)
  path[depth] = key
  if (text == "") next
  name = path[0]
  for (i = 1; i <= depth; i++) name = name "." path[i]
  value = $0; sub(/^ *[A-Za-z0-9]+: */, "", value)
  print "| `" name "` | " (value == "" ? "see values.yaml" : "`" value "`") " | " text " |"
  text = ""
}
