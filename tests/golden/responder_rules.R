# Responders by each rule, and the fragility index, as study.R and responders.R read them.
# died_before(visit) tells who had died before it.
RULES <- list(
  "fall>=4" = function(pre, x) ifelse(pre %in% 0, NA, pre - x >= 4), "bi_rise>=10" = function(pre, x) x - pre >= 10,
  "bi>=95" = function(pre, x) x >= 95, "mrs<=1" = function(pre, x) x <= 1, "mrs<=2" = function(pre, x) x <= 2)
rule_measure <- function(rule) if (rule == "fall>=4") "nihss" else sub("[^a-z].*", "", rule)
rule_needs_pre <- function(rule) rule %in% c("fall>=4", "bi_rise>=10")
# NULL where a column is absent or empty.
responds <- function(d, rule, visit) {
  m <- rule_measure(rule); x <- d[[paste0(m, "_", visit)]]; pre <- d[[paste0(m, "_pre")]]
  if (is.null(x) || all(is.na(x)) || (rule_needs_pre(rule) && (is.null(pre) || all(is.na(pre))))) return(NULL)
  y <- RULES[[rule]](pre, x)
  if (m != "mrs") y[died_before(visit) & is.na(x)] <- FALSE
  y
}
# Walsh 2014 by fisher.test, one patient after another.
fragile <- function(x, n, alpha = 0.05) {
  if (any(n == 0)) return(list())
  p <- function(x) fisher.test(rbind(x, n - x))$p.value
  lower <- if (x[1] * n[2] < x[2] * n[1]) 1 else 2
  below <- p(x) < alpha; k <- 0
  repeat {
    x[lower] <- x[lower] + if (below) 1 else -1
    if (x[lower] < 0 || x[lower] > n[lower]) return(list())
    k <- k + 1
    if ((p(x) < alpha) != below) return(list(estimate = if (below) k else -k, p = p(x)))
  }
}
