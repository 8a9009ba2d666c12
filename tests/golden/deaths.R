# Deaths before a visit in synthetic_long.csv: grades at every visit of NIHSS, and the win odds with
# the dead below every score, two ways. Rscript deaths.R, in this folder: writes deaths.csv.
# Nothing is searched: the tests are held to 1e-9 relative.
d <- read.csv("../../sample_data/synthetic_long.csv", na.strings = "", check.names = FALSE)
visits <- c("post", "m1", "m3", "m6")
better <- c(nihss = "lower", bi = "higher", perfusion = "higher")
others <- c("mrs", "vegf", "bfgf")
z <- qnorm(0.975)
T1 <- d$arm == "treatment"
before <- function(v) {
  alive <- rep(FALSE, nrow(d))
  for (w in visits[match(v, visits):4]) for (m in c(names(better), others)) {
    x <- d[[paste0(m, "_", w)]]
    if (!is.null(x)) alive <- alive | !(is.na(x) | (m == "mrs" & x %in% 6))
  }
  d$died %in% 1 & !alive
}
out <- list()
put <- function(...) out[[length(out) + 1]] <<- data.frame(...)
blank <- function(method, variable, visit, arm = "", grade = "", n = NA, n_t = NA, n_c = NA, estimate = NA, low = NA, high = NA, p = NA)
  put(dataset = visit, level = 0.95, method, variable, arm, grade, n, n_t, n_c, estimate, low, high, p)
for (v in visits) {
  pre <- d$nihss_pre; post <- d[[paste0("nihss_", v)]]
  fall <- 100 * (pre - post) / pre
  g <- ifelse(pre %in% 0, NA, as.character(cut(fall, c(-Inf, 18, 46, 90, Inf), c("ineffective", "effective", "markedly_effective", "recovered"), right = FALSE)))
  g[before(v) & is.na(post)] <- "ineffective"
  for (a in c("treatment", "control")) for (l in c("recovered", "markedly_effective", "effective", "ineffective"))
    blank("grade", "grade", v, a, l, sum(!is.na(g[d$arm == a])), estimate = sum(g[d$arm == a] == l, na.rm = TRUE))
  for (m in names(better)) {
    x <- d[[paste0(m, "_", v)]]
    if (is.null(x)) next
    if (better[[m]] == "lower") x <- -x
    dead <- before(v) & is.na(x)
    blank("dead", m, v, estimate = sum(dead))
    if (!any(dead)) next
    y <- ifelse(dead, min(x, na.rm = TRUE) - 1, x)
    a <- y[T1 & !is.na(y)]; b <- y[!T1 & !is.na(y)]
    pairs <- outer(a, b, ">") + outer(a, b, "==") / 2
    theta <- mean(pairs)
    stopifnot(all.equal(theta, unname(wilcox.test(a, b, exact = FALSE)$statistic) / length(a) / length(b)))
    spread <- function(k) sum((k - mean(k))^2) / length(k)^2
    s <- sqrt(spread(rowMeans(pairs)) + spread(colMeans(pairs))) / (theta * (1 - theta))
    # Another way to the variance: placements from ranks (DeLong), ties by their mid-rank.
    r <- rank(c(a, b)); i <- seq_along(a)
    va <- (r[i] - rank(a)) / length(b); vb <- 1 - (r[-i] - rank(b)) / length(a)
    stopifnot(all.equal(s, sqrt(spread(va) + spread(vb)) / (theta * (1 - theta))))
    blank("win_odds_death_worst", m, v, n_t = length(a), n_c = length(b), estimate = exp(qlogis(theta)),
          low = exp(qlogis(theta) - z * s), high = exp(qlogis(theta) + z * s), p = 2 * pnorm(-abs(qlogis(theta) / s)))
  }
}
all <- do.call(rbind, out)
for (k in names(all)) if (is.double(all[[k]])) all[[k]] <- ifelse(is.na(all[[k]]), "", sprintf("%.15g", all[[k]]))
write.csv(all, "deaths.csv", row.names = FALSE, quote = TRUE, na = "")
