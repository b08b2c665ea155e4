# Names, outlets and sections come from the index.
_onrecord_values() {
    local -a line index found values shown
    local one typed=${(Q)PREFIX}
    # $words lacks what stands before the command.
    line=(${(z)LBUFFER})
    local at=${line[(I)--index]}
    (( at > 0 && at < $#line )) && index=(--index "${(Q)line[at+1]}")
    found=(${(f)"$(${(Q)line[1]} $index complete --field $1 -- "$typed" 2>/dev/null)"})
    for one in $found; do
        values+=("${one%%$'\t'*}")
        shown+=("${one%%$'\t'*}  (${one##*$'\t'})")
    done
    # The index has matched already, without accents and case.
    (( $#values )) && compadd -U -V values -d shown -- "${values[@]}"
    # What several share at their beginnings must not take the place of what was typed.
    if (( $#values > 1 && ${#${(M)values:#(#i)${(b)typed}*}} < $#values )); then
        compstate[insert]=
        compstate[list]='list force'
    fi
}

